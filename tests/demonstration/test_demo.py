"""Loading the demonstration region: only where nothing is, and never mixed with real data."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from opstap.accounts.models import User
from opstap.demonstration import services
from opstap.demonstration.services import region
from opstap.desk.models import Visit
from opstap.spaces.models import Space
from tests.factories import make_space, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two months: two years take long on a small machine."""
    monkeypatch.setattr(services, "MONTHS", 2)


def test_fourteen_spaces_count_everything() -> None:
    counts = [row["counts"] for row in region.REGION["spaces"]]

    assert (counts.count("complete"), counts.count("partly"), counts.count("none")) == (14, 8, 10)


@pytest.mark.parametrize("make", [make_space, make_user])
def test_a_database_with_data_is_refused(make: object) -> None:
    make()  # type: ignore[operator]
    before = (Space.objects.count(), User.objects.count())
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("demo")
    call_command("demo", if_empty=True)

    assert (Space.objects.count(), User.objects.count()) == before


def test_an_earlier_day_can_be_loaded(short: None) -> None:
    services.load(until=date(2026, 3, 15))

    assert Visit.objects.filter(local_date__gt=date(2026, 3, 15)).count() == 0
