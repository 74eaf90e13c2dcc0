"""What happened at a desk, and what its coordinator said: rows written straight into the database."""

from datetime import UTC, date, datetime
from typing import Any

from opstap.accounts.models import User
from opstap.census.models import Completion, Declaration
from opstap.core.ids import uuid7
from opstap.core.periods import months_between
from opstap.desk.models import HelpRecord, SentAway, Turn, Visit, Voiding
from opstap.spaces.models import Assignment, Post, Space
from tests.factories import make_organisation, make_user

MARCH = date(2026, 3, 10)


def someone() -> User:
    return User.objects.first() or make_user()


def _entry(space: Space, day: date) -> dict[str, Any]:
    moment = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    return {"space": space, "by": someone(), "happened_at": moment, "local_date": day}


def visit(space: Space, day: date = MARCH, times: int = 1, **fields: Any) -> Visit:
    """`times` visits; the last of them."""
    entry = _entry(space, day) | fields
    rows = [Visit(tap=uuid7(), **entry) for _time in range(times)]
    return Visit.objects.bulk_create(rows)[-1]


def help_record(space: Space, day: date = MARCH, mode: str = "direct_help", **fields: Any) -> HelpRecord:
    """With the visit it belongs to, when it is help in the space."""
    place = "remote" if mode == "remote" else "space"
    row = (
        {"mode": mode, "place": place, "theme": "digital:email", "minutes": 30} | _entry(space, day) | fields
    )
    return HelpRecord.objects.create(visit=visit(space, day) if row["place"] == "space" else None, **row)


def sent_away(space: Space, day: date = MARCH, reason: str = "busy") -> SentAway:
    return SentAway.objects.create(reason=reason, **_entry(space, day))


def turn(space: Space, day: date = MARCH, state: str = "helped", waited: int | None = 10, **row: Any) -> Turn:
    """A turn number of a visit of its own, with what became of it; who was sent away has her row too."""
    entry = _entry(space, day)
    of = Visit.objects.create(tap=uuid7(), **entry)
    moment = entry["happened_at"]
    if state == "sent_away":
        SentAway.objects.create(reason=row.pop("reason", "busy"), visit=of, **entry)
    called = row.pop("called", state in {"helped", "called"})
    fields = {"called_at": moment, "last_called_at": moment} if called else {}
    if state not in {"waiting", "called"}:
        fields["closed_at"] = moment
    number = Turn.objects.filter(space=space, local_date=day).count() + 1
    return Turn.objects.create(
        space=space,
        local_date=day,
        number=number,
        visit=of,
        taken_at=moment,
        state=state,
        waited=waited,
        **fields,
    )


def undo(**row: Any) -> Voiding:
    """undo(visit=…), undo(help_record=…) or undo(sent_away=…)."""
    return Voiding.objects.create(by=someone(), **row)


def complete(space: Space, first: date, last: date | None = None) -> None:
    """Declared complete: the months from that of `first` to that of `last`."""
    for month in months_between(first, last or first):
        Completion.objects.create(space=space, month=month)


def declared(space: Space, year: int, **values: Any) -> None:
    for code, value in values.items():
        Declaration.objects.create(space=space, year=year, indicator=code, value=value)


def post(space: Space, fte: str = "1", status: str = "permanent", *, people: int = 1, **fields: Any) -> Post:
    """A post with people assigned to it since the post exists."""
    fields = {"function": "animator", "valid_from": date(2024, 1, 1)} | fields
    organisation = space.organisation or make_organisation()
    row = Post.objects.create(organisation=organisation, space=space, status=status, fte=fte, **fields)
    for _person in range(people):
        Assignment.objects.create(post=row, valid_from=row.valid_from)
    return row
