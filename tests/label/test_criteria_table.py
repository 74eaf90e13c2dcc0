"""The criteria of one file to take away: the same rows in three formats, numbers as numbers."""

import csv
import io
import re
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from opstap.label import criteria_table
from opstap.label.models import Answer, State
from tests.factories import make_criterion
from tests.label.conftest import HOURS, Given
from tests.label.procedure import APPLICANT, COMMITTEE, SECRETARY, Case, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def case(hours: Given) -> Case:
    case = make_case()
    make_criterion(case.version, HOURS, 15, code="hours", texts={"en": "Open 15 hours", "fr": "Ouvert"})
    hours.give(case.space, 13.5)
    return case


def test_a_draft_is_measured_today(case: Case) -> None:
    file = case.file(State.DRAFT)
    Answer.objects.filter(application=file, criterion__code="hours").update(remark="From May: 16.")
    rows = [list(row.values()) for row in criteria_table.rows(file, date(2026, 3, 29))]
    (row,) = [row for row in rows if row[0] == "hours"]
    assert row == [
        "hours",
        "Open 15 hours",
        "at least 15 hours a week",
        Decimal(15),
        "yes",
        "From May: 16.",
        Decimal("13.5"),
        "not met",
        "Published hours",
        date(2026, 3, 29),
    ]


def test_a_file_that_was_handed_in_says_what_was_frozen(case: Case, hours: Given) -> None:
    file = case.file(State.REVIEW)
    kept = {"value": "16", "met": True, "source": "Hours", "as_of": "2026-02-01", "reason": ""}
    Answer.objects.filter(application=file, criterion__code="hours").update(measured=kept)
    Answer.objects.filter(application=file).exclude(criterion__code="hours").update(declared=None)
    hours.give(case.space, 3)
    said, measured = (list(row.values()) for row in criteria_table.rows(file, date(2026, 3, 29)))
    assert measured[6:] == [Decimal(16), "met", "Hours", date(2026, 2, 1)]
    assert [said[4], *said[6:]] == ["not said", None, "not known", "", None]


def cells(kind: str, content: bytes) -> list[list[str]]:
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    if kind == "xlsx":
        sheet = load_workbook(io.BytesIO(content)).active
        assert sheet is not None
        return [["" if cell is None else str(cell) for cell in row] for row in sheet.values]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        lines = archive.read("content.xml").decode().split("<table:table-row>")[1:]
    return [[re.sub("<[^>]*>", "", cell) for cell in line.split("<table:table-cell")[1:]] for line in lines]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_three_formats_of_the_same_table(case: Case, kind: str, client: Client) -> None:
    file = case.file(State.DRAFT)
    client.force_login(case.people[APPLICANT])
    page = client.get(f"/en/label/files/{file.uid}/").text
    address = f"/en/label/files/{file.uid}/criteria.{kind}"
    assert address in page
    answer = client.get(address)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{file.reference}-criteria.{kind}"'
    head, *rows = cells(kind, answer.content)
    assert (len(head), len(rows)) == (10, 2)
    said = " ".join(head + rows[0] + rows[1])
    assert [word for word in ("Threshold", "criterion-1", "Open 15 hours", "13.5") if word not in said] == []


def test_another_format_and_another_reader_are_refused(case: Case, client: Client) -> None:
    file = case.file(State.DRAFT)
    client.force_login(case.people[APPLICANT])
    assert client.get(f"/en/label/files/{file.uid}/criteria.pdf").status_code == 404
    client.force_login(case.people[SECRETARY])
    assert client.get(reverse("label:file-table", args=[file.uid, "csv"])).status_code == 403


def test_a_member_of_the_committee_first_says_whether_she_has_a_link(case: Case, client: Client) -> None:
    file = case.file(State.REVIEW)
    file.interests.all().delete()
    client.force_login(case.people[COMMITTEE])
    assert client.get(reverse("label:file-table", args=[file.uid, "csv"])).status_code == 403
