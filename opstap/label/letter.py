"""The letter of a decision: everything it says stands frozen on the decision, in its language."""

from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from opstap.core.documents import make_pdf
from opstap.core.moments import date_words
from opstap.label.models import Advice, Decision, DecisionKind
from opstap.label.showing_files import frozen_line


def letter_pdf(decision: Decision) -> bytes:
    """A tagged PDF; the same bytes each time. Raises DocumentError."""
    with translation.override(decision.language):
        return make_pdf(
            "label", "letter", letter_facts(decision), made_at=decision.decided_at.replace(microsecond=0)
        )


def letter_facts(decision: Decision) -> dict[str, Any]:
    """What the template says, in the language in force: call it under the decision's."""
    kept = decision.facts
    title = _("%(what)s: %(space)s") % {"what": kind_words(decision.kind), "space": kept.get("space", "")}
    return {
        "title": title,
        "language": decision.language,
        "sender": kept.get("authority", "") or kept.get("scheme", ""),
        "demo": _("Demonstration. Everything is invented.") if kept.get("is_demo") else None,
        "rows": [[name, value] for name, value in _rows(decision) if value],
        "decision": _sentence(decision),
        "heading_reasons": _("Reasons"),
        "reasons": paragraphs(decision.reasons),
        "heading_criteria": _("The criteria"),
        "columns": [_("Criterion"), _("Said"), _("Measured"), _("State")],
        "criteria": [_criterion(one) for one in kept.get("criteria", [])],
        "heading_appeal": _("Ways of appeal"),
        "appeal": paragraphs(_appeal(decision)),
        "signed": _("For the authority"),
    }


def kind_words(kind: str) -> str:
    return {
        DecisionKind.AWARD: _("Award of the label"),
        DecisionKind.REFUSE: _("Refusal of the label"),
        DecisionKind.UPHOLD: _("Decision on the appeal: the refusal stands"),
        DecisionKind.OVERTURN: _("Decision on the appeal: the label is awarded"),
    }.get(DecisionKind(kind), str(DecisionKind(kind).label))


def _rows(decision: Decision) -> list[tuple[str, str]]:
    kept = decision.facts
    advice = str(Advice(kept["advice"]).label) if kept.get("advice") else ""
    meeting = _day(kept.get("meeting_on", ""))
    return [
        (_("Reference"), kept.get("reference", "")),
        (_("Label"), ", ".join(part for part in (kept.get("scheme"), kept.get("version")) if part)),
        (_("Space"), kept.get("space", "")),
        (_("Organisation"), kept.get("organisation", "")),
        (_("Handed in"), _day(kept.get("submitted_on", ""))),
        (_("Complete"), _day(kept.get("completed_on", ""))),
        (_("Advice of the committee"), ", ".join(part for part in (advice, meeting) if part)),
        (_("Decided"), _day(kept.get("decided_on", ""))),
        (_("Legal basis"), kept.get("legal_basis", "")),
    ]


def _day(iso: str) -> str:
    return date_words(date.fromisoformat(iso)) if iso else ""


def _sentence(decision: Decision) -> str:
    said = {"space": decision.facts.get("space", ""), "scheme": decision.facts.get("scheme", "")}
    match decision.kind:
        case DecisionKind.AWARD | DecisionKind.OVERTURN:
            return _("The label “%(scheme)s” is awarded to %(space)s.") % said
        case _:
            return _("The label “%(scheme)s” is refused to %(space)s.") % said


def _criterion(kept: dict[str, Any]) -> list[str]:
    line = frozen_line(
        kept["text"], kept["code"], kept["unit_of"], kept["declared"], kept["remark"], kept["measured"]
    )
    states = {"met": _("met"), "not_met": _("not met"), "said": _("as said"), "unknown": _("not known")}
    source = f" ({line.source})" if line.source else ""
    return [line.text, line.declared, f"{line.measured}{source}", states[line.state]]


def _appeal(decision: Decision) -> str:
    if decision.appeal_until is None:
        return decision.appeal_ways
    term = _("You can appeal in your file until %(day)s included.") % {
        "day": date_words(decision.appeal_until)
    }
    return f"{decision.appeal_ways}\n{term}".strip()


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
