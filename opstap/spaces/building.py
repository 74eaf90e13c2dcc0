"""The building, by questions that a layperson can answer standing at the door: yes, no, or not said.

The answers stand on the record of a space: `{code: {"answer": "yes" | "no", "on": "2026-11-26"}}`, with the
day on which somebody last gave them. A question that is not answered is left out, never "no". Terms of other
registers stand beside each question for the exports: OpenStreetMap's keys
(https://wiki.openstreetmap.org/wiki/Key:wheelchair and its neighbours) and the fields of the French open
register Acceslibre (https://acceslibre.beta.gouv.fr), where they mean the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from opstap.spaces.building_words import SENTENCES

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

YES, NO = "yes", "no"
Answers = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Question:
    """`hint`: how somebody finds the answer out."""

    code: str
    asked: "StrOrPromise"
    hint: "StrOrPromise" = ""
    osm: str = ""
    acceslibre: str = ""

    @property
    def yes(self) -> "StrOrPromise":
        """What visitors read."""
        return SENTENCES[self.code][0]

    @property
    def no(self) -> "StrOrPromise":
        return SENTENCES[self.code][1]


QUESTIONS = (
    Question(
        "step_free",
        _("Does one get in without any step?"),
        _("Also a small one: a wheelchair does not pass two centimetres."),
        acceslibre="entree_plain_pied",
    ),
    Question(
        "ramp",
        _("Is there a ramp at the door?"),
        _("A ramp that can be laid down when somebody rings is one too."),
        osm="ramp:wheelchair",
    ),
    Question(
        "wide_doors",
        _("Does a wheelchair pass through all doors?"),
        _("Measure the narrowest one: 80 centimetres or more is yes."),
    ),
    Question(
        "door_opens_itself",
        _("Does the door open by itself?"),
        osm="automatic_door",
    ),
    Question(
        "all_on_one_level",
        _("Is everything on the ground floor, or is there a lift?"),
    ),
    Question(
        "toilet",
        _("Is there a toilet one can use with a wheelchair?"),
        osm="toilets:wheelchair",
        acceslibre="sanitaires_adaptes",
    ),
    Question(
        "parking",
        _("Is there a reserved parking place near the door?"),
        _("With the blue sign, at most 200 metres away."),
        acceslibre="stationnement_ext_pmr",
    ),
    Question(
        "table",
        _("Can one sit at a computer in a wheelchair?"),
        _("The knees fit under the table: 70 centimetres or more is yes."),
    ),
    Question(
        "hearing_loop",
        _("Is there a hearing loop?"),
        _("The blue sign with an ear and a T."),
        osm="hearing_loop",
    ),
    Question(
        "reading_help",
        _("Is there a computer that enlarges texts or reads them aloud?"),
    ),
    Question(
        "guiding_strip",
        _("Does a strip on the ground lead to the door?"),
        osm="tactile_paving",
        acceslibre="cheminement_ext_bande_guidage",
    ),
    Question(
        "assistance_dog",
        _("Are assistance dogs welcome?"),
        _("The law of Belgium admits them wherever the public comes."),
    ),
    Question(
        "quiet",
        _("Is there a quiet corner?"),
        _("A room or a place where one hears little and can talk in private."),
    ),
)
CODES_IN_ORDER = tuple(question.code for question in QUESTIONS)


def clean_answers(value: object) -> None:
    """Refuse anything but answers to questions that exist. Raises ValidationError."""
    if not isinstance(value, dict) or not all(_is_answer(code, said) for code, said in value.items()):
        raise ValidationError(_("Answer each question with yes or no, or leave it open."), code="building")


def _is_answer(code: object, said: object) -> bool:
    if code not in CODES_IN_ORDER or not isinstance(said, dict) or said.keys() != {"answer", "on"}:
        return False
    try:
        date.fromisoformat(said["on"])
    except (TypeError, ValueError):
        return False
    return said["answer"] in (YES, NO)


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as visitors read it. `good`: it makes the visit easier."""

    sentence: "StrOrPromise"
    good: bool
    on: date


def said_of(answers: Answers) -> list[Said]:
    """The answers as sentences: what is there first, then what is not, each in the order of the questions."""
    found = [
        Said(
            question.yes if said["answer"] == YES else question.no,
            said["answer"] == YES,
            date.fromisoformat(said["on"]),
        )
        for question, said in _answered(answers)
    ]
    return sorted(found, key=lambda one: not one.good)


def _answered(answers: Answers) -> Iterator[tuple[Question, dict[str, str]]]:
    """Answers to a question that a later version no longer asks are left out."""
    return ((question, answers[question.code]) for question in QUESTIONS if question.code in answers)


def answered_on(answers: Answers) -> date | None:
    """The day of the oldest answer: since then somebody has looked at all of them."""
    return min((said.on for said in said_of(answers)), default=None)


def with_answers(before: Answers, said: Mapping[str, str], today: date) -> Answers:
    """The answers once a form was sent: codes with "yes", "no" or "" for not said; all of today."""
    kept = {code: answer for code, answer in before.items() if code not in said}
    return kept | {code: {"answer": word, "on": today.isoformat()} for code, word in said.items() if word}


def in_osm(answers: Answers) -> dict[str, str]:
    """The tags of OpenStreetMap that the answers tell: `{"toilets:wheelchair": "yes"}`."""
    return {question.osm: said["answer"] for question, said in _answered(answers) if question.osm}


def in_acceslibre(answers: Answers) -> dict[str, bool]:
    """The fields of Acceslibre that the answers tell."""
    answered = _answered(answers)
    return {question.acceslibre: said["answer"] == YES for question, said in answered if question.acceslibre}
