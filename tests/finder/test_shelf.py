from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from opstap.finder.display import shelf
from opstap.finder.display.shelf import Ahead, Kept
from opstap.spaces.models import Space
from opstap.spaces.services.openings import derive_openings
from opstap.spaces.services.record import change_space, create_space
from tests.factories import make_space

pytestmark = pytest.mark.django_db


def kept_spaces(pks: list[int]) -> dict[int, Kept]:
    return shelf.kept_spaces(pks, timezone.now())


def test_a_space_stays_on_the_shelf_while_its_record_does_not_change() -> None:
    space = make_space()

    assert kept_spaces([space.pk])[space.pk] is kept_spaces([space.pk])[space.pk]


def test_a_changed_record_is_read_anew() -> None:
    space = make_space(names={"fr": "Avant"})
    kept_spaces([space.pk])

    change_space(space, by=None, names={"fr": "Après"})

    assert kept_spaces([space.pk])[space.pk].space.names == {"fr": "Après"}


def test_a_changed_offer_changes_the_card() -> None:
    space = create_space(by=None, names={"fr": "La Marche"}, publication="public")
    change_space(space, by=None, offers={"language": ["ar"]})

    assert "Arabic" in card(space)
    change_space(space, by=None, offers={"language": ["tr"]})
    assert "Turkish" in card(space)


def card(space: Space) -> str:
    kept = kept_spaces([space.pk])[space.pk]
    with override("en"):
        return kept.card("en").html


def test_a_space_that_is_no_longer_public_is_not_taken_from_the_shelf() -> None:
    space = make_space()
    kept_spaces([space.pk])

    Space.objects.update(publication="hidden", changed_at=timezone.now())

    assert kept_spaces([space.pk]) == {}


def test_a_full_shelf_gives_up_its_older_half(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MOST_KEPT", 4)
    pks = [make_space().pk for _ in range(6)]
    for pk in pks:
        kept_spaces([pk])

    assert sorted(kept_spaces(pks)) == pks
    assert len(shelf._shelf) <= 6


def test_what_a_space_wrote_is_never_taken_for_markup() -> None:
    space = make_space(names={"fr": "<script>"}, streets={"fr": "<b>1</b>"}, phone="<i>02 000 00 01</i>")
    kept = kept_spaces([space.pk])[space.pk]
    drawn = kept.card("fr").name + kept.card("fr").html

    assert [tag for tag in ("<script>", "<b>", "<i>") if tag in drawn] == []


AT_NOON = datetime(2026, 4, 14, 10, tzinfo=UTC)  # a Tuesday, 12:00 in Brussels


def ahead(space: Space, now: datetime) -> Ahead | None:
    return shelf.kept_spaces([space.pk], now)[space.pk].ahead


def open_space(hours: str) -> Space:
    space = make_space(open_hours=hours)
    derive_openings(space, now=AT_NOON)
    return space


def test_what_opens_next_is_asked_once_until_it_is_over() -> None:
    space = open_space("Tu 09:00-13:00,14:00-18:00")
    first = ahead(space, AT_NOON)

    assert first is not None
    assert first.until == AT_NOON + timedelta(hours=1)
    assert ahead(space, AT_NOON + timedelta(minutes=59)) is first
    assert ahead(space, AT_NOON + timedelta(hours=1)) != first


def test_an_earlier_moment_is_asked_anew() -> None:
    space = open_space("Tu 09:00-11:00,14:00-18:00")
    later = ahead(space, AT_NOON)

    assert ahead(space, AT_NOON - timedelta(hours=2)) != later


def test_other_openings_of_the_same_record_are_asked_anew() -> None:
    space = open_space("Tu 09:00-13:00")
    before = ahead(space, AT_NOON)
    Space.objects.filter(pk=space.pk).update(open_hours="Tu 09:00-16:00")

    derive_openings(space, now=AT_NOON)

    after = ahead(space, AT_NOON)
    assert before is not None
    assert after is not None
    assert after.until - before.until == timedelta(hours=3)


def test_the_nightly_job_leaves_what_did_not_change() -> None:
    space = open_space("Tu 09:00-13:00")
    before = ahead(space, AT_NOON)

    derive_openings(space, now=AT_NOON)

    assert ahead(space, AT_NOON) is before
