"""The building by questions: answers with their day, in plain sentences, and in the terms of others."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from opstap.core.models import AuditEntry
from opstap.spaces.building import (
    QUESTIONS,
    answered_on,
    clean_answers,
    in_acceslibre,
    in_osm,
    said_of,
    with_answers,
)
from opstap.spaces.models import Space
from tests.factories import make_coordinator, make_space

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def test_what_is_there_is_said_first_and_what_nobody_knows_is_left_out() -> None:
    answers = with_answers({}, {"step_free": "no", "ramp": "yes", "toilet": ""}, MAY)
    with translation.override("en"):
        said = [(str(one.sentence), one.good) for one in said_of(answers)]
    assert said == [("There is a ramp at the door.", True), ("There is a step at the door.", False)]


def test_answers_are_of_the_day_on_which_somebody_last_gave_them() -> None:
    before = with_answers({}, {"ramp": "yes", "quiet": "no", "toilet": "yes"}, MAY)
    after = with_answers(before, {"ramp": "yes", "quiet": ""}, JUNE)
    assert after == {
        "ramp": {"answer": "yes", "on": "2026-06-01"},
        "toilet": {"answer": "yes", "on": "2026-05-01"},
    }
    assert (answered_on(after), answered_on({})) == (MAY, None)


def test_in_the_terms_of_others() -> None:
    answers = with_answers({}, {question.code: "no" for question in QUESTIONS} | {"toilet": "yes"}, MAY)
    assert in_osm(answers) == {
        "ramp:wheelchair": "no",
        "automatic_door": "no",
        "toilets:wheelchair": "yes",
        "hearing_loop": "no",
        "tactile_paving": "no",
    }
    assert in_acceslibre(answers) == {
        "entree_plain_pied": False,
        "sanitaires_adaptes": True,
        "stationnement_ext_pmr": False,
        "cheminement_ext_bande_guidage": False,
    }


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"colour": {"answer": "yes", "on": "2026-05-01"}},
        {"ramp": "yes"},
        {"ramp": {"answer": "perhaps", "on": "2026-05-01"}},
        {"ramp": {"answer": "yes", "on": "1 May"}},
        {"ramp": {"answer": "yes", "on": 5}},
        {"ramp": {"answer": "yes"}},
    ],
)
def test_nothing_else_is_an_answer(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        clean_answers(wrong)


@pytest.mark.django_db
def test_a_coordinator_answers_and_the_public_reads(client: Client) -> None:
    space = make_space()
    client.force_login(make_coordinator(space))
    page = reverse("spaces:space-edit", args=[space.slug, "access"])
    client.post(page, {"wheelchair": "limited", "step_free": "no", "ramp": "no", "quiet": "yes"})
    space = Space.objects.get()
    today = timezone.localdate()
    assert space.building == with_answers({}, {"step_free": "no", "ramp": "no", "quiet": "yes"}, today)
    assert AuditEntry.objects.get().fields == ["building", "wheelchair"]
    with translation.override("en"):
        address = reverse("finder:space", args=[space.slug])
    body = client.get(address).content.decode()
    assert body.index("There is a quiet corner.") < body.index("There is a step at the door.")
    assert client.get(page).context["form"]["quiet"].value() == "yes"


@pytest.mark.django_db
def test_an_answer_given_again_is_of_today(client: Client) -> None:
    long_ago = timezone.localdate() - timedelta(days=400)
    space = make_space(building=with_answers({}, {"ramp": "yes"}, long_ago))
    client.force_login(make_coordinator(space))
    client.post(reverse("spaces:space-edit", args=[space.slug, "access"]), {"ramp": "yes"})
    assert answered_on(Space.objects.get().building) == timezone.localdate()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"quiet": "perhaps"}, "quiet"), ({"wheelchair": "yes"}, "wheelchair")],
)
def test_answers_that_contradict_are_refused(client: Client, wrong: dict[str, str], field: str) -> None:
    """So that who filters by wheelchair finds no step without a ramp."""
    space = make_space()
    client.force_login(make_coordinator(space))
    page = reverse("spaces:space-edit", args=[space.slug, "access"])
    answer = client.post(page, {"step_free": "no", "ramp": "no"} | wrong)
    assert (list(answer.context["form"].errors), Space.objects.get().building) == ([field], {})
