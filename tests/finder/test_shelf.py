import pytest
from django.utils import timezone
from django.utils.translation import override

from opstap.finder.display import shelf
from opstap.finder.display.shelf import Kept
from opstap.spaces.models import Space
from opstap.spaces.services.record import change_space, create_space
from tests.factories import make_space

pytestmark = pytest.mark.django_db


def kept_spaces(pks: list[int]) -> dict[int, Kept]:
    return {pk: kept for pk, (kept, _coming) in shelf.kept_spaces(pks, timezone.now()).items()}


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
