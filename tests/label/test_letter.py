"""The letter: a tagged PDF in the language of the file, the same each time, made from frozen facts."""

import json
import re
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from opstap.label.letter import letter_facts, letter_pdf
from opstap.label.models import Advice, Decision, DecisionKind, State
from opstap.label.services import decisions
from tests.label.procedure import AUTHORITY, Case, make_case


@pytest.fixture
def case(db: None) -> Case:
    return make_case()


def decided(case: Case, language: str, kind: DecisionKind = DecisionKind.REFUSE) -> Decision:
    case.space.names = {"fr": "La Marche (été)", "nl": "De Trede"}
    case.space.save()
    case.scheme.names = {"fr": "Espace public numérique reconnu", "nl": "Erkende openbare computerruimte"}
    case.scheme.save()
    file = case.file(State.ADVISED)
    file.language = language
    file.save()
    return decisions.decide(
        application=file, kind=kind, reasons="Œuvre & <b>«ça»</b> #1\n\nZo is het.", by=case.people[AUTHORITY]
    )


def all_of(pdf: bytes) -> bytes:
    """The file with its packed streams unpacked beside it: enough to look for what it claims."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return pdf + b"\n".join(unpacked for stream in streams if (unpacked := _unpack(stream)))


def _unpack(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


@pytest.mark.parametrize(
    ("language", "title"),
    [("fr", "Refus du label\u00a0: La Marche (été)"), ("nl", "Weigering van het label: De Trede")],
)
def test_the_letter_is_a_tagged_pdf_with_language_and_title(case: Case, language: str, title: str) -> None:
    pdf = all_of(letter_pdf(decided(case, language)))
    assert pdf.startswith(b"%PDF-")
    assert [
        mark
        for mark in (
            b"<pdfuaid:part>1</pdfuaid:part>",
            b"/StructTreeRoot",
            b"/Marked true",
            f"/Lang({language})".encode(),
            title.encode(),
        )
        if mark.replace(b" ", b"") not in pdf.replace(b" ", b"") and mark not in pdf
    ] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["Voies de recours", "Recours auprès de l’autorité.", "refusé à La Marche (été)"]),
        ("nl", ["Beroepsmogelijkheden", "Beroep bij de overheid.", "geweigerd aan De Trede"]),
    ],
)
def test_the_letter_speaks_the_language_of_the_file(case: Case, language: str, words: list[str]) -> None:
    with translation.override("en"):
        decision = decided(case, language)
    with translation.override(language):
        said = json.dumps(letter_facts(decision), ensure_ascii=False)
    assert [word for word in words if word not in said] == []


def test_what_cannot_be_printed_is_refused_before_it_is_decided(case: Case) -> None:
    """No glyph is ever missing in a letter: U+10FFFD is in no font."""
    file = case.file(State.ADVISED)
    with pytest.raises(ValidationError) as refused:
        decisions.decide(
            application=file, kind=DecisionKind.REFUSE, reasons="a\U0010fffd", by=case.people[AUTHORITY]
        )
    file.refresh_from_db()
    assert (refused.value.code, file.state, Decision.objects.count()) == ("letter", State.ADVISED, 0)


def test_the_same_letter_each_time_whatever_changes_later(case: Case) -> None:
    decision = decided(case, "fr")
    first = letter_pdf(decision)
    case.space.names = {"fr": "Autre nom"}
    case.space.save()
    case.scheme.names = {"fr": "Autre label"}
    case.scheme.save()
    assert letter_pdf(Decision.objects.get(pk=decision.pk)) == first


def test_an_award_has_no_term_to_appeal(case: Case) -> None:
    decision = decided(case, "fr", DecisionKind.AWARD)
    assert (decision.appeal_until, decision.facts["advice"]) == (None, Advice.FAVOURABLE)
    assert decision.facts["decided_on"] == timezone.localdate().isoformat()
