"""The poster: one page, UA-1, the languages of the house; and the mark for websites."""

import json
import re
from datetime import date
from typing import Any

import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from opstap.core.documents import PACKAGE, make_pdf
from opstap.label.models import DecisionKind, Label
from opstap.label.poster import poster_facts
from opstap.label.services.proof import issue_proof
from opstap.label.services.standing import decide
from tests.factories import make_administrator, make_label, make_organisation, make_space, make_version

pytestmark = pytest.mark.django_db

LONG = (
    "Mo 09:00-12:30,13:30-17:00; Tu 09:00-12:30,13:30-17:30; We 13:30-17:00; Th 09:00-12:00,14:00-18:00; "
    "Fr 09:00-12:00,13:00-16:00; Sa 10:00-12:00,13:00-14:00; Su 10:00-12:00; PH off"
)
SUMMARY = {
    "fr": "Ici, une personne formée vous aide gratuitement avec l’ordinateur et les démarches. Pour tous.",
    "nl": "Hier helpt een opgeleide medewerker je gratis met computer en onlinediensten. Voor iedereen.",
}


def labelled(regime: str, **fields: Any) -> Label:
    organisation = make_organisation(language_regime=regime)
    fields = {"names": {"fr": "La Marche", "nl": "De Trede"}, "staffed_hours": "Mo-Fr 09:00-12:30"} | fields
    return make_label(make_space(organisation=organisation, **fields), make_version(summaries=SUMMARY))


@pytest.mark.parametrize(
    ("regime", "languages", "first"),
    [("both", ["fr", "nl"], "fr"), ("nl", ["nl"], "nl"), ("fr", ["fr"], "fr")],
)
def test_the_languages_of_the_house(regime: str, languages: list[str], first: str) -> None:
    facts = poster_facts(labelled(regime))
    assert [part["lang"] for part in facts["parts"]] == languages
    assert [part["sentence"] for part in facts["parts"]] == [SUMMARY[code] for code in languages]
    assert (facts["language"], f"/{first}/label/" in facts["address"]) == (first, True)


def test_hours_in_words_without_the_days_of_this_year() -> None:
    label = labelled("both", staffed_hours="Mo-Fr 09:00-12:30; 2099 Jul 21 off")
    french, dutch = (part["hours"] for part in poster_facts(label)["parts"])
    assert [line["when"] for line in french] == ["Lundi à vendredi"]
    assert [line["when"] for line in dutch] == ["Maandag tot vrijdag"]


@pytest.mark.parametrize("regime", ["both", "fr", "nl"])
@pytest.mark.parametrize("hours", ["Mo-Fr 09:00-12:30", LONG, ""])
def test_a_tagged_page_with_language_and_title(regime: str, hours: str) -> None:
    name = {"fr": "Espace public numérique de la bibliothèque des Trois-Tilleuls"}
    pdf = make_pdf("label", "poster", poster_facts(labelled(regime, staffed_hours=hours, names=name)))
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    assert b"pdfuaid:part" in pdf
    assert b"/MarkInfo" in pdf
    assert (b"/Lang(nl)" in pdf, b"/Lang(fr)" in pdf) == (regime != "fr", regime != "nl")
    title = re.search(rb"<dc:title>.*?>([^<]+)</rdf:li>", pdf)
    assert title is not None
    assert title[1].decode().endswith("Espace public numérique de la bibliothèque des Trois-Tilleuls")


def test_only_a_label_in_force_has_a_poster(client: Client) -> None:
    label = labelled("both")
    page = client.get(reverse("label:label-poster", args=[label.uid]))
    assert (page.status_code, page["Content-Type"]) == (200, "application/pdf")
    assert page["Content-Disposition"].startswith("attachment")
    label.standing = "suspended"
    label.save()
    assert client.get(reverse("label:label-poster", args=[label.uid])).status_code == 404


def test_a_letter_that_no_font_has_is_said_in_words(client: Client) -> None:
    label = labelled("fr", names={"fr": "Espace \U0001fadc\U000e0041"})
    page = client.get(reverse("label:label-poster", args=[label.uid]))
    assert (page.status_code, "text/html" in page["Content-Type"]) == (422, True)
    assert reverse("label:label-page", args=[label.uid]) in page.text


def test_the_mark_says_how_the_label_stands_today(client: Client) -> None:
    label = labelled("fr", names={"fr": "<script>&"})
    mark = client.get(reverse("label:label-mark", args=[label.uid]))
    assert mark["Content-Type"] == "image/svg+xml"
    assert "&lt;script&gt;&amp;, en vigueur</title>" in mark.content.decode()
    label.standing, label.ended_on = "withdrawn", date(2026, 1, 1)
    label.save()
    assert "retiré" in client.get(reverse("label:label-mark", args=[label.uid])).content.decode()


def test_the_lines_to_copy_watch_nobody(client: Client) -> None:
    label = labelled("fr")
    text = client.get(reverse("label:label-embed", args=[label.uid])).content.decode()
    code = text.split("<code>")[1].split("</code>")[0]
    assert f"/fr/label/{label.uid}/mark.svg" in code
    assert "script" not in code
    assert code.startswith("&lt;a href=")


@pytest.mark.usefixtures("signing")
@pytest.mark.parametrize("language", ["fr", "nl"])
def test_a_photo_of_the_poster_says_whether_the_label_holds(client: Client, language: str) -> None:
    """The sheet itself is photographed: its square leads to the proof of the label."""
    label = labelled(language)
    issue_proof(label=label, by=make_administrator())
    taken = SimpleUploadedFile("photo.png", drawn(label))
    page = client.post("/nl/credentials/verify/", {"file": taken}).text
    assert ("Het is geldig." in page, "La Marche" in page or "De Trede" in page) == (True, True)
    decide(DecisionKind.SUSPEND, label, reasons="So it is.", by=make_administrator())
    taken.seek(0)
    assert "Het is niet geldig." in client.post("/nl/credentials/verify/", {"file": taken}).text


def test_a_poster_without_a_proof_leads_to_the_page_of_the_label(client: Client) -> None:
    label = labelled("fr")
    taken = SimpleUploadedFile("photo.png", drawn(label))
    page = client.post("/fr/credentials/verify/", {"file": taken}).text
    assert (f"/fr/label/{label.uid}/" in page, "aucune attestation" in page) == (True, True)


def drawn(label: Label) -> bytes:
    """The poster as a picture, as Typst draws it."""
    template = PACKAGE / "label/templates/label/documents/poster.typ"
    facts = json.dumps(poster_facts(label))
    made: bytes = typst.compile(template, root=PACKAGE, format="png", ppi=110, sys_inputs={"facts": facts})
    return made
