"""The pages of the rules: what the secretariat can do there, and what everybody reads."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from opstap.label.models import Criterion, Scheme, SchemeVersion
from opstap.label.services.schemes import load_scheme
from opstap.territory.models import Network
from tests.factories import (
    make_criterion,
    make_label,
    make_network,
    make_region_officer,
    make_scheme,
    make_space,
    make_version,
)
from tests.label.facts_for_tests import known_facts

pytestmark = pytest.mark.django_db
TEXTS = {"texts_fr": "Ouvert", "texts_nl": "Open", "hints_fr": ""}
SAID: dict[str, Any] = {"family": "opening", "on_failure": "blocking", "weight": 4}


@pytest.fixture
def network() -> Network:
    return make_network("demo")


@pytest.fixture
def officer(client: Client, network: Network) -> Client:
    client.force_login(make_region_officer(network))
    return client


@pytest.fixture
def scheme(network: Network) -> Scheme:
    return load_scheme(network=network, code="brussels-2019", by=None).scheme


def page(name: str, *args: Any) -> str:
    with translation.override("en"):
        return reverse(f"label:{name}", args=args)


def make_draft(scheme: Scheme) -> SchemeVersion:
    texts = {name: {"fr": "Oui", "nl": "Ja"} for name in ("titles", "summaries", "appeal_ways")}
    return make_version(scheme, published=False, **texts)


def test_list_of_schemes_with_literal_queries(
    officer: Client, network: Network, django_assert_num_queries: Any
) -> None:
    for _number in range(3):
        scheme = make_scheme(network)
        make_version(scheme)
        make_draft(scheme)
    officer.get(page("schemes"))
    with django_assert_num_queries(QUERIES_OF_LIST):
        text = officer.get(page("schemes")).content.decode()
    assert text.count("Copy into a draft") == 6


def test_from_a_copy_to_a_published_version(officer: Client, scheme: Scheme) -> None:
    first = scheme.versions.get()
    answer = officer.post(page("version-copy", first.uid))
    draft = scheme.versions.get(number=2)
    assert answer["Location"] == page("version", draft.uid)
    officer.post(page("version-edit", draft.uid, "terms"), {**terms(draft), "repair_days": "45"})
    hours = draft.criteria.get(code="open-hours")
    answer = officer.post(
        page("criterion-edit", hours.uid),
        {
            "kind": "measured",
            **TEXTS,
            **SAID,
            "fact": hours.fact,
            "operator": "at_least",
            "threshold": "17.5",
            "window_days": "28",
        },
    )
    assert answer.status_code == 302
    officer.post(page("criterion-move", hours.uid), {"to": "down"})
    support = draft.criteria.get(code="support")
    officer.post(page("criterion-remove", support.uid))
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = officer.post(page("version-publish", draft.uid), {"valid_from": tomorrow.isoformat()})
    assert answer.status_code == 302
    draft.refresh_from_db()
    hours.refresh_from_db()
    assert (draft.repair_days, draft.valid_from, draft.is_published) == (45, tomorrow, True)
    assert (float(hours.threshold or 0), hours.texts, hours.position) == (
        17.5,
        {"fr": "Ouvert", "nl": "Open"},
        2,
    )
    assert draft.criteria.count() == 5
    assert float(first.criteria.get(code="open-hours").threshold or 0) == 15


def terms(version: SchemeVersion) -> dict[str, Any]:
    from opstap.label.services.schemes import TERMS

    return {name: getattr(version, name) for name in TERMS}


def test_a_criterion_is_added_one_question_after_the_other(officer: Client, scheme: Scheme) -> None:
    draft = make_draft(scheme)
    assert "How is this criterion shown?" in officer.get(page("criterion-new", draft.uid)).content.decode()
    form = officer.get(page("criterion-new", draft.uid), {"kind": "document"}).content.decode()
    assert ("Threshold" in form, "What is asked" in form) == (False, True)
    answer = officer.post(page("criterion-new", draft.uid), {"kind": "document", **TEXTS, **SAID})
    assert answer.status_code == 302
    made = draft.criteria.get()
    assert (made.kind, made.code, made.texts, made.weight) == (
        "document",
        "ouvert",
        {"fr": "Ouvert", "nl": "Open"},
        4,
    )


def test_only_registered_facts_are_offered_with_their_unit(officer: Client, scheme: Scheme) -> None:
    draft = make_draft(scheme)
    with known_facts({"test.hours": {}}):
        form = officer.get(page("criterion-new", draft.uid), {"kind": "measured"}).content.decode()
        body = {
            "kind": "measured",
            **TEXTS,
            **SAID,
            "operator": "at_least",
            "threshold": "3",
            "window_days": "28",
        }
        refused = officer.post(page("criterion-new", draft.uid), body | {"fact": "spaces.open-hours"})
    assert form.count("<option") - form.count("opening") >= 1
    assert "Hours (hours a week)" in form
    assert refused.status_code == 400
    assert Criterion.objects.filter(version=draft).count() == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"operator": "is"}, "This is a number"),
        ({"fact": "test.everyone"}, "This is yes or no"),
        ({"threshold": ""}, "Write the threshold as a number."),
        ({"threshold": "many"}, "Enter a number."),
        ({"window_days": "3"}, "greater than or equal to 7"),
        ({"weight": "6"}, "less than or equal to 5"),
        ({"texts_fr": "", "texts_nl": ""}, "This field is required."),
    ],
)
def test_a_wrong_answer_is_said_and_what_was_typed_is_kept(
    officer: Client, scheme: Scheme, change: dict[str, str], words: str
) -> None:
    draft = make_draft(scheme)
    body = {
        "kind": "measured",
        **TEXTS,
        **SAID,
        "fact": "test.hours",
        "operator": "at_least",
        "threshold": "3",
        "window_days": "28",
    }
    with known_facts({"test.hours": {}, "test.everyone": {}}):
        answer = officer.post(page("criterion-new", draft.uid), body | change)
    text = answer.content.decode()
    assert (answer.status_code, words in text, "test.hours" in text) == (400, True, True)
    assert Criterion.objects.filter(version=draft).count() == 0


def test_a_published_version_is_refused_with_words(officer: Client, scheme: Scheme) -> None:
    version = scheme.versions.get()
    answer = officer.post(page("version-edit", version.uid, "terms"), {**terms(version), "repair_days": 5})
    assert "can no longer be changed" in answer.content.decode()
    answer = officer.post(page("version-remove", version.uid), follow=True)
    assert "can no longer be changed" in answer.content.decode()
    answer = officer.post(page("version-publish", version.uid), {"valid_from": "2099-01-01"})
    assert (answer.status_code, "can no longer be changed" in answer.content.decode()) == (400, True)
    assert scheme.versions.get().repair_days == 60


def test_a_day_in_the_past_is_refused_with_words(officer: Client, scheme: Scheme) -> None:
    draft = make_draft(scheme)
    make_criterion(draft)
    answer = officer.post(page("version-publish", draft.uid), {"valid_from": "2020-01-01"})
    assert (answer.status_code, "The day lies in the past" in answer.content.decode()) == (400, True)


def test_preview_names_who_would_newly_fail(officer: Client, network: Network, scheme: Scheme) -> None:
    first, second = (make_space(network=network, names={"fr": name}) for name in ("La Marche", "Le Quai"))
    make_label(first, scheme.versions.get())
    draft = make_draft(scheme)
    make_criterion(draft, "spaces.open-hours", 20)
    with known_facts({"spaces.open-hours": {first.pk: 16, second.pk: 12}}):  # type: ignore[dict-item]
        text = officer.get(page("version-preview", draft.uid)).content.decode()
    part = text[text.index("Who would newly fail") : text.index("Each space")]
    assert ("La Marche" in part, "Le Quai" in part, "has the label" in part) == (True, False, True)


def test_a_draft_without_anything_measured_is_said(officer: Client, network: Network, scheme: Scheme) -> None:
    make_space(network=network)
    draft = make_draft(scheme)
    make_criterion(draft)
    assert "This version measures nothing" in officer.get(page("version-preview", draft.uid)).content.decode()


def test_everybody_reads_the_rules_in_force(client: Client, scheme: Scheme, network: Network) -> None:
    second = load_scheme(network=network, code="brussels-2021", by=None)
    draft = make_draft(scheme)
    text = client.get(page("rules", scheme.slug)).content.decode()
    for words in (
        second.criteria.get(code="nobody-refused").texts["en"],
        second.legal_bases["en"],
        second.appeal_ways["en"],
        "20 working days",
    ):
        assert words in text
    old = client.get(page("rules", scheme.slug), {"version": "1"}).content.decode()
    assert "These rules are no longer in force." in old
    assert client.get(page("rules", scheme.slug), {"version": str(draft.number)}).status_code == 404
    assert client.get(page("rules", scheme.slug), {"version": "x" * 9}).status_code == 404
    assert second.summaries["en"] in client.get(page("rules-list")).content.decode()


def test_a_scheme_with_drafts_only_is_not_public(client: Client) -> None:
    draft = make_version(published=False)
    assert client.get(page("rules", draft.scheme.slug)).status_code == 404


QUERIES_OF_LIST = 5
