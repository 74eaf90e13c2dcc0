"""What the announced hours will do to a label, said before it happens."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from opstap.label.forecast import coming_months, forecast
from opstap.label.models import SchemeVersion
from opstap.label.showing import forecast_words
from opstap.spaces.models import Space
from tests.factories import (
    make_coordinator,
    make_criterion,
    make_label,
    make_region_officer,
    make_space,
    make_version,
)
from tests.label.conftest import HOURS, Given

pytestmark = pytest.mark.django_db

TODAY = date(2026, 5, 20)


def fifteen_hours() -> SchemeVersion:
    version = make_version()
    make_criterion(version, HOURS, 15, texts={"fr": "Quinze heures"})
    return version


def later(given: Given, space: Space, hours: float | None, on: date) -> None:
    given.changes_on = on
    given.later[space.pk] = None if hours is None else Decimal(str(hours))


def test_the_coming_months() -> None:
    assert coming_months(date(2026, 10, 31))[:4] == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
        date(2027, 2, 1),
    ]


def test_from_july_there_are_too_few_hours(hours: Given) -> None:
    version, space = fifteen_hours(), make_space()
    hours.give(space, 20)
    later(hours, space, 13, date(2026, 7, 1))
    (coming,) = forecast(version, [space], TODAY)[space.pk]
    assert coming.starts_on == date(2026, 7, 1)
    assert forecast_words(coming) == (
        "Dès le 1er juillet 2026, vous serez à 13 heures par semaine. "
        "La condition «\u00a0Quinze heures\u00a0» demande au moins 15 heures par semaine."
    )


def test_nothing_is_foretold_of_what_fails_already_stays_met_or_is_not_measured(hours: Given) -> None:
    version = fifteen_hours()
    failing, well, silent, falls_silent = (make_space() for _ in range(4))
    for space, now, then in ((failing, 10, 9), (well, 20, 15), (silent, None, 3), (falls_silent, 20, None)):
        hours.give(space, now)
        later(hours, space, then, date(2026, 7, 1))
    found = forecast(version, [failing, well, silent, falls_silent], TODAY)
    assert list(found.values()) == [[], [], [], []]


def test_the_coordinator_reads_it_on_the_page_of_her_space(client: Client, hours: Given) -> None:
    label = make_label(version=fifteen_hours())
    hours.give(label.space, 20)
    later(hours, label.space, 13, date(2000, 1, 1))
    hours.changes_on = coming_months(timezone.localdate())[1]
    client.force_login(make_coordinator(label.space))
    page = client.get(reverse("label:space-label", args=[label.space.slug]))
    assert "vous serez à 13 heures par semaine" in page.content.decode()
    record = client.get(reverse("spaces:space-record", args=[label.space.slug]))
    assert reverse("label:space-label", args=[label.space.slug]) in record.content.decode()


def test_the_office_sees_what_is_open(client: Client, hours: Given) -> None:
    from opstap.label.services.watching import watch_all

    label = make_label(version=fifteen_hours())
    other = make_label(version=fifteen_hours())
    for one in (label, other):
        hours.give(one.space, 13)
    watch_all(on=TODAY)
    client.force_login(make_region_officer(label.version.scheme.network))
    page = client.get(reverse("label:watch-list"))
    assert [(watch.label, value) for watch, value, _asked in page.context["rows"]] == [
        (label, "13 heures par semaine")
    ]
    assert client.get(reverse("label:watch-list") + "?stage=repair").context["rows"] == []
