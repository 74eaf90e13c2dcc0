"""The letter of a decision: everything it says stands frozen on the decision, in its language."""

from datetime import UTC, date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from opstap.core.documents import make_pdf
from opstap.core.moments import date_words
from opstap.label.models import Advice, Decision, DecisionKind, Standing
from opstap.label.showing_files import frozen_line


def letter_pdf(decision: Decision) -> bytes:
    """A tagged PDF; the same bytes each time. Raises DocumentError."""
    made_at = decision.decided_at.astimezone(UTC).replace(microsecond=0)
    with translation.override(decision.language):
        return make_pdf("label", "letter", letter_facts(decision), made_at=made_at)


def letter_facts(decision: Decision) -> dict[str, Any]:
    """What the template says, in the language in force: call it under the decision's."""
    kept = decision.facts
    title = _("%(what)s: %(space)s") % {"what": kind_words(decision), "space": kept.get("space", "")}
    columns, *criteria = _criteria(decision)
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
        "columns": columns,
        "criteria": criteria,
        "heading_appeal": _("Ways of appeal"),
        "appeal": paragraphs(_appeal(decision)),
        "signed": _("For the authority"),
    }


def kind_words(decision: Decision) -> str:
    """The title of the letter. An appeal is about a refusal, or about a decision on a label."""
    about = decision.facts.get("contested", DecisionKind.REFUSE)
    return {
        DecisionKind.AWARD: _("Award of the label"),
        DecisionKind.REFUSE: _("Refusal of the label"),
        DecisionKind.SUSPEND: _("Suspension of the label"),
        DecisionKind.WITHDRAW: _("Withdrawal of the label"),
        DecisionKind.REINSTATE: _("End of the suspension of the label"),
        DecisionKind.KEEP: _("Decision after the hearing: the label stays"),
        DecisionKind.UPHOLD: {
            DecisionKind.REFUSE: _("Decision on the appeal: the refusal stands"),
            DecisionKind.SUSPEND: _("Decision on the appeal: the suspension stands"),
            DecisionKind.WITHDRAW: _("Decision on the appeal: the withdrawal stands"),
        }[about],
        DecisionKind.OVERTURN: {
            DecisionKind.REFUSE: _("Decision on the appeal: the label is awarded"),
            DecisionKind.SUSPEND: _("Decision on the appeal: the suspension falls"),
            DecisionKind.WITHDRAW: _("Decision on the appeal: the withdrawal falls"),
        }[about],
    }.get(decision.kind_now, str(decision.kind_now.label))


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
        (_("Label since"), _day(kept.get("held_since", ""))),
        (_("Proposed"), _day(kept.get("proposed_on", ""))),
        (_("Answer of the organisation"), _heard(kept)),
        (_("Appeal against"), _against(kept)),
        (_("Decided"), _day(kept.get("decided_on", ""))),
        (_("Legal basis"), kept.get("legal_basis", "")),
    ]


def _heard(kept: dict[str, Any]) -> str:
    if "proposed_on" not in kept:
        return ""
    return _day(kept["answered_on"]) or _("none within its term")


def _against(kept: dict[str, Any]) -> str:
    if "contested" not in kept:
        return ""
    words = {
        DecisionKind.SUSPEND: _("the suspension of %(day)s"),
        DecisionKind.WITHDRAW: _("the withdrawal of %(day)s"),
    }
    return words[kept["contested"]] % {"day": _day(kept["contested_on"])}


def _day(iso: str) -> str:
    return date_words(date.fromisoformat(iso)) if iso else ""


def _sentence(decision: Decision) -> str:
    said = {"space": decision.facts.get("space", ""), "scheme": decision.facts.get("scheme", "")}
    if "held_since" in decision.facts:
        return _sentence_of_label(decision, said)
    match decision.kind:
        case DecisionKind.AWARD | DecisionKind.OVERTURN:
            return _("The label “%(scheme)s” is awarded to %(space)s.") % said
        case _:
            return _("The label “%(scheme)s” is refused to %(space)s.") % said


def _sentence_of_label(decision: Decision, said: dict[str, str]) -> str:
    """Where the label stands from now on; after an appeal first what became of that."""
    sentence = {
        Standing.IN_FORCE: _("The label “%(scheme)s” of %(space)s is in force."),
        Standing.SUSPENDED: _("The label “%(scheme)s” of %(space)s is suspended."),
        Standing.WITHDRAWN: _("The label “%(scheme)s” of %(space)s is withdrawn."),
        Standing.RENOUNCED: _("The label “%(scheme)s” of %(space)s was given up."),
    }[decision.facts["standing"]] % said
    appeals = {
        DecisionKind.UPHOLD: _("The appeal is refused."),
        DecisionKind.OVERTURN: _("The appeal is accepted."),
    }
    return " ".join(part for part in (appeals.get(decision.kind_now, ""), sentence) if part)


def _criteria(decision: Decision) -> list[list[str]]:
    """The rows of the table. About a label nobody said anything: it is measured."""
    columns = [_("Criterion"), _("Said"), _("Measured"), _("State")]
    rows = [_criterion(one) for one in decision.facts.get("criteria", [])]
    if "held_since" in decision.facts:
        return [[row[0], *row[2:]] for row in (columns, *rows)]
    return [columns, *rows]


def _criterion(kept: dict[str, Any]) -> list[str]:
    line = frozen_line(
        kept["text"],
        kept["code"],
        kept["unit_of"],
        kept.get("declared"),
        kept.get("remark", ""),
        kept["measured"],
    )
    states = {"met": _("met"), "not_met": _("not met"), "said": _("as said"), "unknown": _("not known")}
    source = f" ({line.source})" if line.source else ""
    return [line.text, line.declared, f"{line.measured}{source}", states[line.state]]


def _appeal(decision: Decision) -> str:
    if decision.appeal_until is None:
        return decision.appeal_ways
    words = _("You can appeal on the page of the label until %(day)s included.")
    if "held_since" not in decision.facts:
        words = _("You can appeal in your file until %(day)s included.")
    term = words % {"day": date_words(decision.appeal_until)}
    return f"{decision.appeal_ways}\n{term}".strip()


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
