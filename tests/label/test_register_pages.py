"""The public register: who holds which label, since when, why not any more; and what leaves it as a table."""

import io
import zipfile
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from opstap.label.models import Decision
from tests.factories import (
    make_area,
    make_criterion,
    make_label,
    make_organisation,
    make_region_officer,
    make_scheme,
    make_space,
    make_version,
)
from tests.label.conftest import HOURS, Given

pytestmark = pytest.mark.django_db


def listed(client: Client, query: str = "") -> list[str]:
    response = client.get(reverse("label:label-list") + query)
    return [str(row["label"].space) for row in response.context["rows"]]


def test_the_list_shows_who_holds_a_label_and_can_be_narrowed(client: Client) -> None:
    version = make_version()
    here = make_area(names={"fr": "Anderlecht"})
    anna = make_label(make_space(names={"fr": "Anna"}, municipality=here), version)
    make_label(make_space(names={"fr": "Bella"}), make_version(), standing="suspended")
    make_label(make_space(names={"fr": "Clara"}), version, standing="withdrawn", ended_on=date(2026, 1, 1))
    assert listed(client) == ["Anna", "Bella"]
    assert listed(client, "?standing=all") == ["Anna", "Bella", "Clara"]
    assert listed(client, "?standing=withdrawn") == ["Clara"]
    assert listed(client, f"?municipality={here.code}") == ["Anna"]
    assert listed(client, f"?standing=all&scheme={anna.version.scheme.slug}") == ["Anna", "Clara"]
    # What cannot be read is left out.
    assert listed(client, "?standing=%00&municipality=x&page=9999&scheme=%27") == ["Anna", "Bella"]


@pytest.mark.parametrize("number", [1, 3])
def test_a_constant_number_of_queries(client: Client, number: int, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    version = make_version()
    for _ in range(number):
        make_label(make_space(municipality=make_area(), organisation=make_organisation()), version)
    with django_assert_num_queries(4):  # two lists of the filter, number, rows
        client.get(reverse("label:label-list"))


def test_three_formats_with_the_same_rows(client: Client) -> None:
    make_label(make_space(names={"fr": "=cmd()"}), awarded_on=date(2024, 5, 6))
    csv, xlsx, ods = (
        client.get(reverse("label:label-export", args=[name])) for name in ("csv", "xlsx", "ods")
    )
    assert "'=cmd()" in csv.content.decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(xlsx.content)).active
    assert sheet is not None
    row = next(sheet.iter_rows(min_row=2, values_only=True))
    assert (row[0], row[6].date()) == ("'=cmd()", date(2024, 5, 6))  # type: ignore[union-attr]
    with zipfile.ZipFile(io.BytesIO(ods.content)) as archive:
        assert archive.namelist()[0] == "mimetype"
        content = archive.read("content.xml").decode()
    assert 'office:date-value="2024-05-06"' in content
    assert "=cmd()" in content
    assert client.get(reverse("label:label-export", args=["exe"])).status_code == 404


def test_the_page_says_what_is_asked_and_measured_and_decided_without_a_name(
    client: Client, hours: Given
) -> None:
    scheme = make_scheme()
    version = make_version(scheme, summaries={"fr": "Quelqu’un vous aide ici."})
    make_criterion(version, HOURS, 15, texts={"fr": "Ouvert quinze heures"})
    make_criterion(version, texts={"fr": "Règlement affiché"})
    label = make_label(version=version)
    hours.give(label.space, 20.5)
    officer = make_region_officer(scheme.network, name="Zoé Secrète")
    Decision.objects.create(
        kind="award", label=label, reasons="Madame Secrète est bien.", language="fr", decided_by=officer
    )
    page = client.get(reverse("label:label-page", args=[label.uid]))
    text = page.content.decode()
    assert [(line.asked, line.value, line.sign.css) for line in page.context["lines"]] == [
        ("au moins 15 heures par semaine", "20,5 heures par semaine", "is-ok"),
        ("", "", ""),
    ]
    assert "Quelqu’un vous aide ici." in text
    assert "Secrète" not in text
    assert [decision.kind for decision in page.context["history"]] == ["award"]


def test_a_label_from_before_says_so(client: Client) -> None:
    label = make_label(is_from_before=True, source="Liste de 2020")
    page = client.get(reverse("label:label-page", args=[label.uid]))
    assert "Liste de 2020" in page.content.decode()


def test_a_label_of_a_space_that_moved_says_who_had_it_and_who_runs_it_now(client: Client) -> None:
    label = make_label(organisation=make_organisation(names={"fr": "Avant asbl"}))
    label.space.organisation = make_organisation(names={"fr": "Après asbl"})
    label.space.save()
    text = client.get(reverse("label:label-page", args=[label.uid])).content.decode()
    assert "Avant asbl" in text
    assert "Après asbl" in text
