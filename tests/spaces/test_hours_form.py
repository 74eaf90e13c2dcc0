"""The hours form: what is typed, what the buttons do, what is wrong, what is saved."""

from datetime import time
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from opstap.core.moments import read_time
from opstap.spaces.forms.fields import time_field
from opstap.spaces.forms.hours import HoursForm
from opstap.spaces.forms.hours_rows import read_day
from opstap.spaces.models import Space
from tests.factories import make_coordinator, make_space

OVERLAPPING = "Tu 09:00-10:00; 2026 Dec 20-2026 Dec 30 off; 2026 Dec 24 09:00-10:00"
MONDAY_MORNING = {"d1-0-from": "09:00", "d1-0-to": "12:30"}


def data_of(form: HoursForm) -> dict[str, str]:
    """What a browser would send for the form as it stands."""
    sent = {"mode": form.mode, "state": form.state, "expression": form.text, "ph": form.holidays}
    for block in [*form.days, form.holiday, *form.dates]:
        for row in block.rows:
            sent |= {control.name: control.value for control in row.controls}
    for dates in form.dates:
        sent |= {control.name: control.value for control in dates.controls}
        sent[f"{dates.key}-what"] = "closed" if dates.is_closed else "hours"
        sent[f"{dates.key}-reason"] = dates.reason
    return sent


def read(**data: str) -> HoursForm:
    return HoursForm.read({name.replace("_", "-"): text for name, text in data.items()}, "BE")


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "off",
        "24/7",
        "Mo-Fr 09:00-12:30,13:30-17:00; PH off",
        "Mo 09:00-12:30; PH 10:00-12:00",
        'Tu 09:00-12:00; PH off; 2026 Dec 24-2027 Jan 02 off "Noël"; 2027 Jan 04 10:00-12:00',
        "Fr 20:00-26:00; PH off",
        "Mo 09:00-10:00,11:00-12:00,13:00-14:00; PH off",
    ],
)
def test_what_is_stored_comes_back_unchanged(expression: str) -> None:
    form = HoursForm.of(expression, "BE")
    form.state = "unknown" if not expression else form.state
    again = HoursForm.read(data_of(form), "BE")
    assert (again.is_valid(), form.mode) == (True, "week")
    assert again.expression == expression


@pytest.mark.parametrize(
    "expression", ["Mo[1] 10:00-12:00", "week 1-53/2 Mo 09:00-12:00", "2026 Dec Mo off", OVERLAPPING]
)
def test_what_the_rows_cannot_show_is_kept_as_it_is(expression: str) -> None:
    form = HoursForm.of(expression, "BE")
    assert (form.mode, form.text) == ("expression", expression)
    again = HoursForm.read(data_of(form), "BE")
    assert (again.is_valid(), again.expression) == (True, expression)
    again.apply("mode:week")
    assert (again.mode, again.text, bool(again.text_error)) == ("expression", expression, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9", "09:00"),
        ("9:05", "09:05"),
        ("9h30", "09:30"),
        ("9.30 uur", "09:30"),
        (" 14h ", "14:00"),
        ("24:00", "00:00"),
    ],
)
def test_times_as_people_write_them(text: str, expected: str) -> None:
    moment = read_time(text)
    assert moment is not None
    assert f"{moment:%H:%M}" == expected


@pytest.mark.parametrize("text", ["24:00", "0h", "00:00", "00:00:00"])
def test_a_box_for_a_time_reads_midnight_as_people_write_it(text: str) -> None:
    assert time_field().clean(text) == time()


@pytest.mark.parametrize("text", ["25:00", "9h75", "noon", "-1"])
def test_a_box_for_a_time_refuses_what_is_none(text: str) -> None:
    with pytest.raises(ValidationError):
        time_field().clean(text)


@given(st.text(max_size=12))
def test_any_text_is_a_time_or_refused(text: str) -> None:
    for reader in (read_time, read_day):
        try:
            reader(text)
        except ValueError:
            continue


def test_the_same_as_monday() -> None:
    form = read(**MONDAY_MORNING, d2_0_from="10:00", d2_0_to="11:00")
    form.apply("copy:d2")
    form.apply("copy:d6")
    assert (form.is_valid(), form.expression) == (True, "Mo-Tu,Sa 09:00-12:30; PH off")
    form.apply("copy:week")
    assert (form.is_valid(), form.expression) == (True, "Mo-Sa 09:00-12:30; PH off")


def test_a_row_more_keeps_everything_typed() -> None:
    form = read(d3_0_from="x", d3_0_to="12:00", x0_first="2026-12-24", x0_reason="Noël")
    form.apply("add:d3")
    form.apply("add:x")
    assert [(row.start, row.end) for row in form.days[2].rows] == [("x", "12:00"), ("", ""), ("", "")]
    assert [(dates.key, dates.first, dates.reason) for dates in form.dates] == [
        ("x0", "2026-12-24", "Noël"),
        ("x1", "", ""),
    ]


def test_dates_can_be_taken_away() -> None:
    form = read(x0_first="2026-12-24", x1_first="2026-12-31")
    form.apply("remove:x0")
    assert [(dates.key, dates.first) for dates in form.dates] == [("x0", "2026-12-31")]


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"d1_0_from": "09:00"}, [("d1-0-from", "Monday: Fill in both times.")]),
        (
            {"d1_0_from": "25:00", "d1_0_to": "26:00"},
            [("d1-0-from", "Monday: Write times such as 9:00 and 12:30.")],
        ),
        (
            {"d1_0_from": "", "d1_1_from": "13:00", "d1_1_to": "12:00"},
            [("d1-1-from", "Monday: The end comes before the beginning.")],
        ),
        (
            {"d1_0_from": "9:00", "d1_0_to": "9:05"},
            [("d1-0-from", "Monday: This is shorter than 10 minutes.")],
        ),
        (
            {"d1_0_from": "9:00", "d1_0_to": "12:00", "d1_1_from": "11:00", "d1_1_to": "13:00"},
            [("d1-1-from", "Monday: These hours overlap with other hours of the day.")],
        ),
        ({"x0_first": "", "x0_last": "2026-12-24"}, [("x0-first", "Write the first day.")]),
        ({"x0_first": "soon"}, [("x0-first", "Write a date such as 24/12/2026.")]),
        (
            {"x0_first": "2026-12-24", "x0_last": "2026-12-20"},
            [("x0-first", "The last day comes before the first day.")],
        ),
        ({"x0_first": "0206-12-24"}, [("x0-first", "Look at the year again.")]),
        (
            {"x0_first": "2026-12-24", "x0_what": "hours"},
            [("x0-first", "Write the hours of that day, or choose: closed.")],
        ),
        (
            {"x0_first": "2026-12-24", "x0_what": "hours", "x0_0_from": "9:00", "x0_0_to": "8:00"},
            [("x0-0-from", "The end comes before the beginning.")],
        ),
        (
            {"x0_first": "2026-12-24", "x1_first": "", "x2_first": "2026-12-24"},
            [("x2-first", "Another line is about the same day.")],
        ),
        (
            {"x0_first": "2026-12-24", "x0_0_from": "9:00", "x0_0_to": "10:00"},
            [("x0-0-from", "Choose: other hours. Or empty these rows.")],
        ),
        (
            {"ph": "usual", "ph_0_from": "9:00", "ph_0_to": "10:00"},
            [("ph-0-from", "Public holidays: Choose: other hours. Or empty these rows.")],
        ),
        ({}, [("week", "Write at least one time, or choose another answer on top.")]),
        (
            {"state": "none", "d1_0_from": "9:00", "d1_0_to": "10:00"},
            [("week", "There are hours in the rows. Choose the first answer on top, or empty the rows.")],
        ),
        (
            {"mode": "expression", "expression": "Mo-Fr whenever"},
            [("expression", "This cannot be read from here on: whenever")],
        ),
        (
            {"mode": "expression", "expression": "SH off"},
            [("expression", "School holidays (SH) are not known here. Write the dates.")],
        ),
    ],
)
def test_what_is_wrong_stands_beside_its_field(typed: dict[str, str], errors: list[tuple[str, str]]) -> None:
    with translation.override("en"):
        form = read(**typed)
        assert (form.is_valid(), form.expression) == (False, "")
        assert list(form.errors()) == errors


def test_all_that_is_wrong_is_told_at_once() -> None:
    form = read(d1_0_from="13:00", d1_0_to="12:00", x0_first="", x0_reason="Noël", d2_0_from="9:00")
    assert (form.is_valid(), [control for control, _words in form.errors()]) == (
        False,
        ["d1-0-from", "d2-0-from", "x0-first"],
    )


def test_what_the_browser_cannot_show_stays_visible() -> None:
    row = read(d1_0_from="half past nine", d1_0_to="9h30").days[0].rows[0]
    assert [(control.kind, control.value) for control in row.controls] == [
        ("text", "half past nine"),
        ("time", "09:30"),
    ]


@given(
    st.dictionaries(
        st.sampled_from(
            [
                *MONDAY_MORNING,
                "x0-first",
                "x0-last",
                "x0-reason",
                "ph",
                "state",
                "mode",
                "expression",
                "x0-0-from",
                "x0-0-to",
                "x0-what",
            ]
        ),
        st.text(max_size=20),
    ),
    st.sampled_from(
        ["", "add:x", "add:d1", "copy:week", "remove:x0", "mode:week", "mode:expression", "add:"]
    ),
)
def test_whatever_is_sent_is_answered(data: dict[str, str], act: str) -> None:
    form = HoursForm.read(data, "BE")
    form.apply(act)
    if form.is_valid():
        assert HoursForm.of(form.expression, "BE").is_valid() or form.expression == ""
    else:
        assert [words for _id, words in form.errors() if not words] == []


@pytest.fixture
def space(db: None) -> Space:
    return make_space(open_hours="Mo 09:00-12:00")


@pytest.fixture
def page(space: Space, client: Client) -> str:
    client.force_login(make_coordinator(space))
    with translation.override("en"):
        return reverse("spaces:hours-edit", args=[space.slug, "staffed"])


def test_first_look_then_save(space: Space, client: Client, page: str) -> None:
    looked = client.post(page, {**MONDAY_MORNING, "ph": "closed", "act": "look"})
    assert looked.context["is_preview"]
    space.refresh_from_db()
    assert space.staffed_hours == ""
    saved = client.post(
        page, {**MONDAY_MORNING, "ph": "closed", "act": "save", "seen": "Mo 09:00-12:30; PH off"}
    )
    space.refresh_from_db()
    assert (saved.status_code, space.staffed_hours) == (302, "Mo 09:00-12:30; PH off")


def test_what_was_changed_after_the_look_is_looked_at_again(space: Space, client: Client, page: str) -> None:
    answer = client.post(page, {**MONDAY_MORNING, "act": "save", "seen": "Mo 09:00-11:00; PH off"})
    space.refresh_from_db()
    assert (answer.context["is_preview"], space.staffed_hours) == (True, "")


def test_the_look_shows_two_weeks_and_warns(client: Client, page: str) -> None:
    context = client.post(page, {**MONDAY_MORNING, "ph": "usual", "act": "look"}).context
    open_days = [line.what for line in context["preview"] if not line.is_closed]
    assert (len(context["preview"]), open_days) == (14, ["9:00 to 12:30"] * 2)
    assert context["warnings"] == ["On Monday somebody helps 12:00 to 12:30, but the space is not open then."]


def test_an_error_keeps_what_was_typed(client: Client, page: str) -> None:
    body = client.post(page, {"d2-0-from": "13:00", "d2-0-to": "12:00", "act": "look"}).content.decode()
    assert (body.count('value="13:00"'), body.count('value="12:00"'), 'href="#d2-0-from"' in body) == (
        1,
        1,
        True,
    )


@pytest.mark.parametrize(("state", "stored"), [("none", "off"), ("unknown", "")])
def test_none_and_not_known_are_two_answers(
    space: Space, client: Client, page: str, state: str, stored: str
) -> None:
    Space.objects.update(staffed_hours="Tu 09:00-10:00")
    client.post(page, {"state": state, "act": "save", "seen": stored})
    space.refresh_from_db()
    assert space.staffed_hours == stored


def test_another_kind_is_not_found(space: Space, client: Client, page: str) -> None:
    assert client.get(page.replace("staffed", "secret")).status_code == 404


def test_the_form_is_read_like_a_browser_sends_it() -> None:
    sent: Any = QueryDict("mode=week&state=hours&d1-0-from=09%3A00&d1-0-to=12%3A30&ph=closed")
    form = HoursForm.read(sent, "BE")
    assert (form.is_valid(), form.expression) == (True, "Mo 09:00-12:30; PH off")
