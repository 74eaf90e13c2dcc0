"""One record becomes two places and one again: the past stays, what is chosen goes, nothing is lost."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.utils import timezone, translation

from opstap.accounts.models import User
from opstap.census.models import Completion
from opstap.core.models import AuditEntry
from opstap.desk.models import HelpRecord, SentAway, Turn, Visit
from opstap.label.models import Label
from opstap.spaces import splitting
from opstap.spaces.models import (
    Assignment,
    Duty,
    Membership,
    NetworkMembership,
    Post,
    PriceRule,
    Publication,
    ReservedTime,
    Room,
    Space,
    Split,
)
from opstap.spaces.services.merging import merge_spaces
from opstap.spaces.services.record import set_offers
from opstap.spaces.services.splitting import UNDOABLE, Chosen, RefusedError, split_space, undo_split
from opstap.territory.models import Network
from tests import factories
from tests.census.events import help_record, visit
from tests.spaces.test_merging import BY_NUMBER, every_row

pytestmark = pytest.mark.django_db

NAMES = {"fr": "L’antenne"}
HERE = {"streets": {"fr": "Rue Neuve 2"}, "postcode": "1000"}


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def network() -> Network:
    return factories.make_network()


@pytest.fixture
def keeper(network: Network) -> User:
    return factories.make_network_coordinator(network)


@pytest.fixture
def since() -> date:
    return timezone.localdate() - timedelta(days=40)


def helped(space: Space, day: date, *, by: User) -> HelpRecord:
    """Help and its visit, both noted by the same person."""
    record = help_record(space, day, by=by)
    Visit.objects.filter(pk=record.visit_id).update(by=by)
    return record


def whole(network: Network, since: date) -> tuple[Space, User, Chosen]:
    """A space with something of every kind, before and since the day; a colleague who goes with her post."""
    old = factories.make_space("old", network=network, valid_from=date(2020, 1, 1))
    set_offers(old, "service", ["procedures"], by=None)
    goer, stayer = (factories.make_user() for _ in range(2))
    for worker in (goer, stayer):
        factories.make_membership(worker, "animator", space=old, valid_from=date(2021, 1, 1))
    for day in (since - timedelta(days=9), since + timedelta(days=1)):
        for worker in (goer, stayer):
            visit(old, day, times=2, by=worker)
            helped(old, day, by=worker)
    factories.make_duty(old, goer)
    factories.make_turn(old, 1)
    factories.make_consent(old)
    factories.make_label(old)
    factories.make_template(old, "E-mail")
    post = factories.make_post(old, valid_from=date(2021, 1, 1))
    factories.make_assignment(post, goer, valid_from=date(2021, 1, 1))
    later = factories.make_post(old, valid_from=since + timedelta(days=3))
    lot = factories.make_lot(old, "desktop", 3)
    factories.make_lot(old, "desktop", 5)
    room = factories.make_room(old)
    factories.make_room(old)
    factories.make_price(old, "computer", "1.50")
    factories.make_reserved(old)
    Completion.objects.create(space=old, month=date(2025, 1, 1))
    chosen = Chosen(
        frozenset({goer.pk}), frozenset({post.pk, later.pk}), frozenset({lot.pk}), frozenset({room.pk})
    )
    return old, goer, chosen


def test_every_field_that_points_to_a_space_has_a_rule() -> None:
    pointing = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.related_model is Space or (field.name == "space_uid" and isinstance(field, models.UUIDField))
    }
    assert {rule.field for rule in splitting.all_rules()} | set(BY_NUMBER) == pointing


def test_undone_everything_is_exactly_what_it_was(network: Network, keeper: User, since: date) -> None:
    old, _goer, chosen = whole(network, since)
    before = every_row()
    split = split_space(
        space=old, by=keeper, since=since, names=NAMES, is_antenna=True, chosen=chosen, **HERE
    )
    assert len(every_row()) > len(before)
    undo_split(split=split, by=keeper)
    after = every_row()
    told = [key for key in after if key.startswith("spaces.split ")]
    assert {key: row for key, row in after.items() if key not in told} == before
    acts = AuditEntry.objects.filter(action__startswith="space.split").values_list("action", flat=True)
    assert sorted(acts) == ["space.split"] * 2 + ["space.split-undone"] * 2


def test_the_past_stays_and_what_is_chosen_goes(network: Network, keeper: User, since: date) -> None:
    old, goer, chosen = whole(network, since)
    new = split_space(space=old, by=keeper, since=since, names=NAMES, chosen=chosen, **HERE).new
    assert new is not None
    counts = {
        model.__name__: tuple(model._default_manager.filter(space=space).count() for space in (old, new))
        for model in (Visit, HelpRecord, Turn, Duty, Label, Completion, Room, PriceRule, ReservedTime)
    }
    assert counts == {
        "Visit": (10, 3),
        "HelpRecord": (3, 1),
        "Turn": (1, 0),
        "Duty": (0, 1),
        "Label": (1, 0),
        "Completion": (1, 0),
        "Room": (1, 1),
        "PriceRule": (1, 1),
        "ReservedTime": (1, 0),
    }
    assert (new.price, new.price_hour, new.openings.count()) == ("paid", Decimal("1.50"), 0)
    assert set(Visit.objects.filter(space=new).values_list("by", "local_date")) == {
        (goer.pk, since + timedelta(days=1))
    }
    computers = [Space.objects.get(pk=space.pk).computers for space in (old, new)]
    assert (computers, new.codes("service"), new.publication) == ([5, 3], ["procedures"], Publication.REVIEW)
    day_before = since - timedelta(days=1)
    roles = (
        Membership.objects.filter(user=goer).order_by("pk").values_list("space", "valid_from", "valid_until")
    )
    assert list(roles) == [(old.pk, date(2021, 1, 1), day_before), (new.pk, since, None)]
    assert NetworkMembership.objects.get(space=new).valid_from == since


def test_figures_of_posts_stay_what_they_were(network: Network, keeper: User, since: date) -> None:
    old, goer, chosen = whole(network, since)
    new = split_space(space=old, by=keeper, since=since, names=NAMES, chosen=chosen, **HERE).new
    assert new is not None

    def fte(space: Space, day: date) -> Decimal:
        return sum((post.fte for post in Post.objects.in_force(day).filter(space=space)), Decimal(0))

    assert (fte(old, date(2022, 1, 1)), fte(new, date(2022, 1, 1))) == (Decimal(1), Decimal(0))
    assert (fte(old, since), fte(new, since), fte(new, since + timedelta(days=4))) == (0, 1, 2)
    filled = Assignment.objects.filter(person=goer).order_by("pk").values_list("post__space", "valid_from")
    assert list(filled) == [(old.pk, date(2021, 1, 1)), (new.pk, since)]


def test_help_and_visits_that_hang_together_stay_together(
    network: Network, keeper: User, since: date
) -> None:
    old = factories.make_space(network=network)
    goer, stayer = factories.make_animator(old), factories.make_animator(old)
    day = since + timedelta(days=2)
    shared = helped(old, day, by=stayer)
    Visit.objects.filter(pk=shared.visit_id).update(by=goer)
    group = helped(old, day, by=goer)
    visit(old, day, by=goer)
    visit(old, day, by=stayer)
    group.others.set(Visit.objects.filter(local_date=day).exclude(pk=shared.visit_id))
    coached = helped(old, day, by=goer)
    HelpRecord.objects.filter(pk=coached.pk).update(series=factories.make_series(old, by=goer))
    alone = helped(old, day, by=goer)
    SentAway.objects.create(space=old, by=goer, reason="busy", local_date=day, happened_at=timezone.now())
    chosen = Chosen(frozenset({goer.pk}))
    new = split_space(space=old, by=keeper, since=since, names=NAMES, chosen=chosen, **HERE).new
    assert list(HelpRecord.objects.filter(space=new)) == [alone]
    assert list(Visit.objects.filter(space=new).values_list("pk", flat=True)) == [alone.visit_id]
    assert SentAway.objects.get().space == new


def test_what_cannot_be_split_says_why(network: Network, keeper: User, since: date) -> None:
    old = factories.make_space(network=network, valid_from=date(2020, 1, 1))
    goer = factories.make_animator(old)
    Completion.objects.create(space=old, month=since.replace(day=1))
    chosen = Chosen(frozenset({goer.pk}))
    before = every_row()
    today = timezone.localdate()
    wrong: list[dict[str, Any]] = [
        {"since": since, "chosen": chosen},
        {"since": today + timedelta(days=1)},
        {"since": date(2020, 6, 1)},
    ]
    for given in wrong:
        with pytest.raises(RefusedError):
            split_space(space=old, by=keeper, names=NAMES, **HERE, **given)
    assert every_row() == before
    other = factories.make_space(network=network)
    merge_spaces(kept=other, merged=old, by=keeper)
    with pytest.raises(RefusedError, match="merged"):
        split_space(space=old, by=keeper, since=since, names=NAMES, **HERE)


def test_it_can_be_undone_for_thirty_days_and_until_something_is_recorded(
    network: Network, keeper: User, since: date
) -> None:
    old = factories.make_space(network=network)
    split = split_space(space=old, by=keeper, since=since, names=NAMES, **HERE)
    with pytest.raises(RefusedError, match="thirty days"):
        undo_split(split=split, by=keeper, now=timezone.now() + UNDOABLE + timedelta(minutes=1))
    assert split.new is not None
    noted = visit(split.new, timezone.localdate())
    with pytest.raises(RefusedError, match="Merge the two records"):
        undo_split(split=split, by=keeper)
    assert Space.objects.filter(pk=split.new.pk).exists()
    del noted
    Visit.objects.all().delete()
    undo_split(split=split, by=keeper)
    with pytest.raises(RefusedError, match="undone already"):
        undo_split(split=split, by=keeper)


def test_by_page_it_is_split_and_undone_and_addresses_lead_on(
    client: Client, network: Network, keeper: User
) -> None:
    area = factories.make_area("21004")
    old = factories.make_space("old", network=network)
    goer, lot = factories.make_animator(old), factories.make_lot(old, "desktop", 3)
    room = factories.make_room(old)
    client.force_login(keeper)
    page, yesterday = "/en/spaces/old/split/", timezone.localdate() - timedelta(days=1)
    sent = {
        "names_fr": "L’antenne",
        "on": "2999-01-01",
        "streets_fr": "Rue Neuve 2",
        "postcode": "1000",
        "municipality": str(area.pk),
        "people": [str(goer.pk)],
        "lots": [str(lot.pk)],
        "rooms": [str(room.pk)],
    }
    refused = client.post(page, sent)
    assert (refused.status_code, "last twelve months" in refused.content.decode()) == (400, True)
    assert ("Rue Neuve 2" in refused.content.decode(), Split.objects.count()) == (True, 0)
    stray = client.post(page, sent | {"on": yesterday.isoformat(), "lots": ["9" * 20]})
    assert (stray.status_code, list(stray.context["form"].errors)) == (400, ["lots"])
    client.post(page, sent | {"on": yesterday.isoformat()})
    split = Split.objects.get()
    new = split.new
    assert new is not None
    assert (new.municipality, new.computers, new.memberships.get().user) == (area, 3, goer)
    assert (new.rooms.get(), old.rooms.count()) == (room, 0)
    assert client.get(f"/en/spaces/{new.slug}/").status_code == 200
    client.post(f"{page}{split.uid}/undo/")
    assert (Space.objects.count(), Split.objects.get().new) == (1, None)
    answer = client.get(f"/en/place/{split.new_slug}/")
    assert (answer.status_code, answer["Location"]) == (302, "/en/place/old/")
