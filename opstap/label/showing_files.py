"""A file in the words of its reader: its row in the list, its stairs, its clock, its criteria."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opstap.accounts.models import User
from opstap.core.moments import date_words
from opstap.label.measuring import frozen
from opstap.label.models import Application, State, Step
from opstap.label.permissions import parties_of
from opstap.label.services.clock import clock_of, local_day
from opstap.label.services.readiness import Line, lines_of
from opstap.label.state_words import act_words, reader_among, state_words
from opstap.label.transitions import Act, Party
from opstap.spaces import facts
from opstap.spaces.facts.words import value_words

LOOKS = {
    State.ACCEPTED: ("is-ok", "s-ok"),
    State.REFUSED: ("is-stop", "s-fail"),
    State.RETRACTED: ("", "s-closed"),
    State.DRAFT: ("", "s-unknown"),
}


@dataclass(frozen=True)
class Shown:
    """A file as one person reads it. `deadline` in words; '' when none runs."""

    file: Application
    words: str
    look: str
    shape: str
    age: int
    deadline: str
    is_late: bool
    waits: bool


def shown(user: User, file: Application) -> Shown:
    waits = any(one.is_open for one in file.corrections.all())
    party = reader_among(parties_of(user, file))
    look, shape = LOOKS.get(file.state_now, ("is-info", "s-later"))
    today = local_day(file)
    clock = clock_of(file)
    due = clock.due if clock else None
    since = local_day(file, file.submitted_at or file.created_at)
    return Shown(
        file=file,
        words=state_words(file, party, correction_open=waits),
        look="is-warn" if waits else look,
        shape="s-watch" if waits else shape,
        age=(today - since).days,
        deadline=date_words(due) if due else "",
        is_late=due is not None and due < today,
        waits=waits,
    )


@dataclass(frozen=True)
class Stair:
    title: str
    detail: str
    state: str
    """done, now or todo."""


def stairs(file: Application) -> list[Stair]:
    """Handed in, complete, discussed, decided: each with its day."""
    moments = (
        (_("Handed in"), file.submitted_at),
        (_("Complete"), file.completed_at),
        (_("Advice of the committee"), file.advised_at),
        (_("Decision"), file.decided_at),
    )
    steps, now_given = [], False
    for title, moment in moments:
        if moment is not None:
            steps.append(Stair(title, date_words(local_day(file, moment)), "done"))
        else:
            is_now = not now_given and file.state != State.RETRACTED
            steps.append(Stair(title, "", "now" if is_now else "todo"))
            now_given = True
    return steps


def clock_words(file: Application) -> str:
    """“7 of 10 working days used, until 16 March 2026”; '' when no term runs."""
    clock = clock_of(file)
    if clock is None:
        return ""
    used, due = clock.used(local_day(file)), clock.due
    words = ngettext(
        "%(used)d of %(n)d working day used", "%(used)d of %(n)d working days used", clock.working_days
    ) % {"used": used, "n": clock.working_days}
    if clock.stands:
        return _("%(words)s; the clock stands still") % {"words": words}
    return _("%(words)s, until %(day)s") % {"words": words, "day": date_words(due) if due else ""}


@dataclass(frozen=True)
class CriterionLine:
    """One row of the table: what is asked, said and measured, and whether they agree."""

    text: str
    code: str
    declared: str
    remark: str
    measured: str
    source: str
    href: str
    state: str
    """met, not_met; where nothing is measured: said, not_met (said so itself), unknown."""
    differs: bool


def criteria_lines(file: Application, today: date) -> list[CriterionLine]:
    """Measured today while it is written; as frozen once it was handed in."""
    if file.state == State.DRAFT:
        return [_line(one, frozen(one.result), _href(one)) for one in lines_of(file, today)]
    answers = file.answers.select_related("criterion").order_by("criterion__position", "pk")
    return [
        frozen_line(
            str(answer.criterion),
            answer.criterion.code,
            answer.criterion.fact,
            answer.declared,
            answer.remark,
            answer.measured,
        )
        for answer in answers
    ]


def _href(line: Line) -> str:
    return line.result.measured.href if line.result.measured else ""


def _line(line: Line, measured: dict[str, Any], href: str) -> CriterionLine:
    answer = line.answer
    return frozen_line(
        str(line.criterion),
        line.criterion.code,
        line.criterion.fact,
        answer.declared if answer else None,
        answer.remark if answer else "",
        measured,
        href,
    )


def frozen_line(
    text: str,
    code: str,
    fact: str,
    declared: bool | None,
    remark: str,
    measured: dict[str, Any],
    href: str = "",
) -> CriterionLine:
    met = measured.get("met")
    return CriterionLine(
        text=text,
        code=code,
        declared=yes_or_no(declared, _("not said")),
        remark=remark,
        measured=measured_words(fact, measured),
        source=measured.get("source", "") or measured.get("reason", ""),
        href=href,
        state=state_of(met, declared),
        differs=None not in (met, declared) and met != declared,
    )


def state_of(met: bool | None, declared: bool | None) -> str:
    """met, not_met, said, unknown: as measured, else as said."""
    if met is not None:
        return "met" if met else "not_met"
    return {True: "said", False: "not_met", None: "unknown"}[declared]


def yes_or_no(value: bool | None, unknown: str) -> str:
    return unknown if value is None else _("yes") if value else _("no")


def measured_words(key: str, measured: dict[str, Any]) -> str:
    """“15.5 hours a week”; for what is not measured by this installation “not measured”."""
    value = measured.get("value")
    if value is None or isinstance(value, bool):
        return yes_or_no(value, _("not measured"))
    fact = facts.find(key)
    try:
        number = Decimal(value)
    except InvalidOperation:
        return str(value)
    return value_words(number, fact.unit) if fact else str(value)


@dataclass(frozen=True)
class Past:
    """`unsent`: mails about it whose receivers do not know yet."""

    step: Step
    words: str
    unsent: int


def history(file: Application, parties: frozenset[Party]) -> list[Past]:
    """What happened, the newest first; the applicant does not read who declared what."""
    reader = reader_among(parties)
    hidden = {Act.DECLARE} if reader == Party.APPLICANT else set()
    waits = Count("unsent", filter=Q(unsent__sent_at__isnull=True, unsent__told_at__isnull=True))
    steps = file.steps.select_related("by").annotate(waits=waits).order_by("-at", "-pk")
    shown_steps = (step for step in steps if step.act not in hidden)
    return [Past(step, act_words(step.act, reader), step.waits) for step in shown_steps]
