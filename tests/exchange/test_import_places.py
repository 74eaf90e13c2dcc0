"""Importing places: counts that add up, nothing half-written, the operator's changes kept."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from opstap.core.models import AuditEntry
from opstap.exchange.models import ImportedPlace, ImportRun
from opstap.exchange.reading import mapping_named, read_bytes, read_places
from opstap.exchange.services.places import import_places
from opstap.spaces.models import Offer, Opening, Precision, Publication, Space
from opstap.spaces.services.publication import confirm_space
from opstap.spaces.services.record import change_space
from opstap.territory.services import load_brussels
from tests.factories import make_lot, make_network, make_user

pytestmark = pytest.mark.django_db

ROW = {
    "id": "A1",
    "name_fr": "La Marche",
    "name_nl": "De Trede",
    "organisation": "Asbl La Marche",
    "street_fr": "Rue de l’Escalier Bleu 12",
    "postcode": "1080",
    "city": "Molenbeek-Saint-Jean",
    "lat": "50.8552",
    "lon": "4.3184",
    "phone": "02 000 00 01",
    "staffed_hours": "Mo-Fr 09:00-12:30",
    "services": "procedures|access",
    "computers": "8",
}


def make_file(*rows: dict[str, str]) -> bytes:
    columns = list(dict.fromkeys(name for row in (ROW, *rows) for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def run(*rows: dict[str, str], **options: Any) -> ImportRun:
    places = read_places(read_bytes(make_file(*rows)), mapping_named("opstap"), source="test")
    return import_places(places, source="test", file_name="test.csv", **options)


def counts(done: ImportRun) -> tuple[int, int, int, int, int]:
    return done.rows, done.created, done.updated, done.unchanged, done.refused


def test_a_place_waits_for_confirmation_with_everything_it_has() -> None:
    assert counts(run(ROW)) == (1, 1, 0, 0, 0)
    space = Space.objects.get()

    assert (space.names, space.publication, space.slug) == (
        {"fr": "La Marche", "nl": "De Trede"},
        Publication.REVIEW,
        "la-marche-molenbeek-saint-jean",
    )
    assert (space.lat, space.precision, space.computers, space.tablets) == (50.8552, Precision.EXACT, 8, None)
    assert sorted(space.codes("service")) == ["access", "procedures"]
    assert Space.objects.public().count() == 0


def test_the_second_time_everything_is_unchanged() -> None:
    run(ROW, ROW | {"id": "A2", "name_fr": "Le Fil"})
    before = list(Space.objects.values_list("pk", "changed_at"))

    assert counts(run(ROW, ROW | {"id": "A2", "name_fr": "Le Fil"})) == (2, 0, 0, 2, 0)
    assert list(Space.objects.values_list("pk", "changed_at")) == before


def test_a_changed_row_updates_its_place() -> None:
    run(ROW)
    changed = ROW | {"phone": "02 000 00 02", "services": "procedures|job", "staffed_hours": "Sa 10:00-12:00"}

    assert counts(run(changed)) == (1, 0, 1, 0, 0)
    space = Space.objects.get()
    assert (space.phone, sorted(space.codes("service"))) == ("+32 2 000 00 02", ["job", "procedures"])
    assert {opening.starts_at.astimezone(space.zone).isoweekday() for opening in Opening.objects.all()} == {6}


def test_what_the_operator_changed_stays_hers() -> None:
    run(ROW)
    space = Space.objects.get()
    change_space(space, by=make_user(), phone="02 000 00 99", offers={"service": ["creation"]})
    run(ROW | {"phone": "02 000 00 02", "computers": "9", "services": "job"})
    space.refresh_from_db()

    assert (space.phone, space.computers, space.codes("service")) == ("02 000 00 99", 9, ["creation"])


def test_what_the_list_of_equipment_counts_stays_so() -> None:
    run(ROW)
    make_lot(Space.objects.get(), "laptop", 8)
    run(ROW | {"computers": "9", "tablets": "3"})
    space = Space.objects.get()

    assert (space.computers, space.tablets) == (8, 3)


def test_a_confirmed_place_stays_public_after_an_update() -> None:
    run(ROW)
    confirm_space(Space.objects.get(), by=make_user())
    run(ROW | {"computers": "9"})

    assert Space.objects.public().get().computers == 9


def test_a_row_without_a_name_is_refused_and_the_others_stand() -> None:
    done = run(ROW | {"name_fr": "", "name_nl": ""}, ROW | {"id": "A2"})

    assert counts(done) == (2, 1, 0, 0, 1)
    assert [(p["row"], p["code"]) for p in done.problems if p["severity"] == "refused"] == [(2, "no_name")]


def test_a_dry_run_writes_nothing() -> None:
    done = run(ROW, dry_run=True)

    assert counts(done) == (1, 1, 0, 0, 0)
    assert (Space.objects.count(), ImportRun.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


def test_without_coordinates_a_place_stands_at_the_centre_of_its_area() -> None:
    load_brussels()
    run(ROW | {"lat": "", "lon": ""})
    space = Space.objects.get()

    assert (space.lat, space.lon, space.precision) == (50.8552, 4.31839, Precision.APPROXIMATE)
    assert space.cities == {"fr": "Molenbeek-Saint-Jean", "nl": "Sint-Jans-Molenbeek"}
    assert space.municipality is not None
    assert space.municipality.code == "21012"


def test_without_area_a_place_is_unplaced_but_there() -> None:
    run(ROW | {"lat": "", "lon": "", "postcode": "", "city": "Ailleurs"})
    space = Space.objects.get()

    assert (space.lat, space.precision, space.folded_name) == (None, Precision.UNPLACED, "la marche de trede")


def test_a_place_joins_the_network_of_its_territory() -> None:
    network = make_network(area=load_brussels())
    run(ROW, ROW | {"id": "A2", "postcode": "", "city": "Ailleurs"})

    assert [space.imports.get().key for space in Space.objects.of_network(network)] == ["A1"]


def test_malformed_hours_are_kept_as_a_remark() -> None:
    run(ROW | {"staffed_hours": "quand il fait beau"})
    space = Space.objects.get()

    assert (space.staffed_hours, space.hours_note) == ("", {"fr": "quand il fait beau"})


def test_every_written_place_leaves_a_trace_without_values() -> None:
    run(ROW)
    entry = AuditEntry.objects.get()

    assert (entry.action, entry.object_uid) == ("space.imported", Space.objects.get().uid)
    assert "phone" in entry.fields
    assert "02 000 00 01" not in str(entry.fields)


def test_likely_duplicates_are_reported() -> None:
    done = run(ROW, ROW | {"id": "B7", "name_fr": "La marche", "name_nl": ""})

    assert len(done.duplicates) == 1
    assert done.duplicates[0]["score"] >= 0.6


def test_a_failure_in_the_middle_leaves_whole_rows_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(ImportedPlace.objects, "create", broken)
    with pytest.raises(RuntimeError, match="the disk is full"):
        run(ROW)

    assert (Space.objects.count(), Offer.objects.count(), ImportedPlace.objects.count()) == (0, 0, 0)


def test_a_row_of_only_formulas_is_plain_text(tmp_path: Path) -> None:
    run(ROW | {"name_fr": "=1+1", "name_nl": "@SUM(A1)"})

    assert Space.objects.get().names == {"fr": "=1+1", "nl": "@SUM(A1)"}
