"""What the letters say, frozen with each decision, and that they can be printed before it is taken."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext

from opstap.core.documents import DocumentError
from opstap.core.texts import say
from opstap.label.letter import letter_pdf
from opstap.label.measuring import frozen, measure
from opstap.label.models import Criterion, CriterionKind, Decision, DecisionKind, Label

AFTER_HEARING = (DecisionKind.SUSPEND, DecisionKind.WITHDRAW, DecisionKind.KEEP)


def check_letter(decision: Decision) -> None:
    """Raises ValidationError when the letter cannot be printed: a sign that none of our fonts has."""
    try:
        letter_pdf(decision)
    except DocumentError as error:
        words = gettext(
            "The letter cannot be printed: a sign in your reasons is in no font. Write it otherwise."
        )
        raise ValidationError(words, code="letter") from error


def criterion_facts(criterion: Criterion, language: str) -> dict[str, Any]:
    """What is asked, in the language of the letter."""
    return {
        "code": criterion.code,
        "text": say(criterion.texts, language),
        "kind": criterion.kind,
        "unit_of": criterion.fact,
        "operator": criterion.operator,
        "threshold": None if criterion.threshold is None else str(criterion.threshold),
    }


def label_facts(
    kind: DecisionKind, label: Label, language: str, day: date, contested: Decision | None
) -> dict[str, Any]:
    """All a letter about a label says beside reasons and appeal; days as ISO dates.

    `contested`: the decision that an appeal was lodged against.
    """
    organisation = label.organisation or label.space.organisation
    scheme = label.version.scheme
    with translation.override(language):
        return {
            "reference": label.application.reference if label.application else "",
            "space": say(label.space.names, language),
            "organisation": say(organisation.names, language) if organisation else "",
            "scheme": say(scheme.names, language),
            "version": say(label.version.titles, language),
            "legal_basis": say(label.version.legal_bases, language),
            "authority": say(scheme.authority_names, language),
            "held_since": label.awarded_on.isoformat(),
            "decided_on": day.isoformat(),
            "standing": label.standing,
            "criteria": _measured(label, language, day),
            "is_demo": bool(settings.DEMO),
        } | (_contested(label, contested) if contested else _heard(kind, label))


def _measured(label: Label, language: str, day: date) -> list[dict[str, Any]]:
    """Each measured criterion of the label's own version, as it is on the day."""
    return [
        criterion_facts(result.criterion, language) | {"measured": frozen(result)}
        for result in measure(label.version, [label.space], day)[label.space.pk]
        if result.criterion.kind == CriterionKind.MEASURED
    ]


def _heard(kind: DecisionKind, label: Label) -> dict[str, str]:
    hearing = label.hearings.first() if kind in AFTER_HEARING else None
    if hearing is None:
        return {}
    return {
        "proposed_on": _day(label, hearing.proposed_at),
        "answered_on": _day(label, hearing.answered_at),
    }


def _contested(label: Label, decision: Decision) -> dict[str, str]:
    return {"contested": decision.kind, "contested_on": _day(label, decision.decided_at)}


def _day(label: Label, moment: datetime | None) -> str:
    return timezone.localdate(moment, timezone=label.space.zone).isoformat() if moment else ""
