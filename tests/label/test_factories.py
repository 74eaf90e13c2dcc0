"""What the label's factories make is what the database lets stand."""

import pytest

from opstap.label.models import CriterionKind, Operator, SchemeVersion, State
from tests.factories import (
    make_application,
    make_criterion,
    make_label,
    make_scheme,
    make_seat,
    make_version,
)

pytestmark = pytest.mark.django_db


def test_versions_of_a_scheme_follow_each_other() -> None:
    scheme = make_scheme()
    first, second = make_version(scheme), make_version(scheme)
    make_version(scheme, published=False)
    assert [version.number for version in scheme.versions.all()] == [1, 2, 3]
    assert first.valid_from is not None
    assert list(SchemeVersion.objects.in_force(first.valid_from)) == [first]
    assert second.valid_from is not None
    assert list(SchemeVersion.objects.in_force(second.valid_from)) == [second]


def test_criterion_kinds() -> None:
    version = make_version()
    declared = make_criterion(version)
    measured = make_criterion(version, "spaces.open-hours", 15)
    yes_no = make_criterion(version, "spaces.open-to-everyone")
    assert [c.kind for c in (declared, measured, yes_no)] == [
        CriterionKind.DECLARED,
        CriterionKind.MEASURED,
        CriterionKind.MEASURED,
    ]
    assert (measured.operator, yes_no.operator) == (Operator.AT_LEAST, Operator.IS)


@pytest.mark.parametrize("state", State.values)
def test_file_in_each_state(state: str) -> None:
    assert make_application(state=state).state == state


def test_label_and_seat() -> None:
    label = make_label()
    assert label.organisation == label.space.organisation
    seat = make_seat(label.version.scheme)
    assert seat.body == "Université"
