"""Whom a space receives, and how strongly: the record, the words, the finder, what others read."""

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from opstap.exchange.open_data import files, hsds
from opstap.exchange.open_data.place import as_json
from opstap.exchange.reading import read_bytes, read_places, recognise
from opstap.finder.display.linked import described
from opstap.finder.display.shelf import kept_spaces
from opstap.finder.papers.knowing import good_to_know
from opstap.finder.search import Question
from opstap.finder.search.fitting import spaces_fitting
from opstap.spaces.completeness import lacks
from opstap.spaces.models import Space
from opstap.spaces.said.whom import welcome_words
from tests.factories import make_coordinator, make_space

pytestmark = pytest.mark.django_db


def make(admission: str = "", *publics: str, **fields: Any) -> Space:
    space = make_space(admission=admission, **fields)
    for code in publics:
        space.offers.create(vocabulary="public", code=code)
    return space


@pytest.mark.parametrize(
    ("admission", "publics", "said"),
    [
        ("everybody", [], "Everybody is welcome."),
        ("everybody", ["seniors"], "Everybody is welcome. First of all: seniors."),
        ("some", ["women", "young"], "Only for: young people, women."),
        ("some", [], "Only for some people. Ask the place."),
        ("", ["seniors"], "Especially for: seniors."),
        ("", [], ""),
    ],
)
def test_each_strength_has_easy_words(admission: str, publics: list[str], said: str) -> None:
    with translation.override("en"):
        assert welcome_words(admission, publics) == said


def test_words_inside_a_sentence_are_small_but_in_german() -> None:
    said = {}
    for language in ("fr", "de", "tr"):
        with translation.override(language):
            said[language] = welcome_words("some", ["job_seekers"])
    assert [said[name].partition(": ")[2] or said[name].partition(" : ")[2] for name in said] == [
        "demandeurs d’emploi.",
        "Arbeitssuchende.",
        "iş arayanlar.",
    ]


def test_no_place_that_receives_somebody_is_left_out() -> None:
    everybody, first = make("everybody"), make("everybody", "seniors")
    silent, silent_list = make(), make("", "seniors")
    women, several, whom = make("some", "women"), make("some", "women", "seniors"), make("some")
    open_to_all = {everybody.pk, first.pk, silent.pk, silent_list.pk, whom.pk}

    def left(public: str) -> set[int]:
        now = timezone.now()
        return set(spaces_fitting(Question(public=public), now, now).values_list("pk", flat=True))

    assert left("") == open_to_all | {women.pk, several.pk}
    assert left("women") == open_to_all | {women.pk, several.pk}
    assert left("seniors") == open_to_all | {several.pk}
    assert left("artists") == open_to_all


@pytest.mark.parametrize(
    ("answers", "stored"),
    [
        ({"admission": "everybody"}, ("everybody", [])),
        ({"admission": "first", "public": ["seniors"]}, ("everybody", ["seniors"])),
        ({"admission": "some", "public": ["women"]}, ("some", ["women"])),
        ({"admission": "", "public": ["women"]}, ("", ["women"])),
    ],
)
def test_the_form_keeps_the_answer_and_shows_it_again(
    client: Client, answers: dict[str, Any], stored: tuple[str, list[str]]
) -> None:
    space = make()
    client.force_login(make_coordinator(space))
    page = reverse("spaces:space-edit", args=[space.slug, "welcome"])
    client.post(page, answers)
    space.refresh_from_db()
    assert (space.admission, space.codes("public")) == stored
    form = client.get(page).context["form"]
    assert (form["admission"].value(), form["public"].value()) == (answers["admission"], stored[1])


@pytest.mark.parametrize(
    "answers",
    [
        {"admission": "everybody", "public": ["women"]},
        {"admission": "first"},
        {"admission": "some"},
        {"admission": "some", "public": ["martians"]},
    ],
)
def test_answers_that_contradict_are_explained_and_kept(client: Client, answers: dict[str, Any]) -> None:
    space = make("everybody")
    client.force_login(make_coordinator(space))
    form = client.post(reverse("spaces:space-edit", args=[space.slug, "welcome"]), answers).context["form"]
    assert (list(form.errors), form["admission"].value()) == (["public"], answers["admission"])
    space.refresh_from_db()
    assert (space.admission, space.codes("public")) == ("everybody", [])


def test_only_some_without_saying_whom_is_missing() -> None:
    with translation.override("en"):
        said = [one.sentence for one in lacks(make("some")) if one.part == "welcome"]
    assert said[-1] == "Only some people get equipment and help, and it is not said who."


def test_page_slip_row_and_papers_say_it(client: Client) -> None:
    space = make("some", "women")
    with translation.override("en"):
        for name in ("space", "slip"):
            body = client.get(reverse(f"finder:{name}", args=[space.slug])).text
            assert body.count("Only for: women.") >= 2, name
        assert "Only for: women." in kept_spaces([space.pk], timezone.now())[space.pk].card("en").html
        assert list(good_to_know(space)) == ["Only for: women."]
        assert list(good_to_know(make("everybody"))) == []


def test_others_read_it_too() -> None:
    space = make("some", "women")
    with translation.override("en"):
        place, service = described(space, timezone.localtime())["@graph"]
        assert service["audience"] == [{"@type": "Audience", "audienceType": "Women"}]
        assert service["availableChannel"]["serviceLocation"] == {"@id": place["@id"]}
    assert hsds.service_of(space)["eligibility_description"] == "Uniquement pour\u00a0: femmes."
    assert [
        as_json(one)["welcome"] for one in (space, make("everybody"), make("everybody", "seniors"), make())
    ] == [
        "exclusive",
        "unconditional",
        "preferred",
        "",
    ]


def test_another_installation_reads_it_from_our_file() -> None:
    make("some", "women")
    out = io.BytesIO()
    files.FILES["places.csv"].write(Space.objects.all(), out)
    table = read_bytes(out.getvalue())
    (read,) = read_places(table, recognise(table))
    assert read.record is not None
    assert (read.record.admission, read.record.publics) == ("some", ("women",))
