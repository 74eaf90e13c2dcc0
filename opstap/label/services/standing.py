"""The standing of a label: which decision leads from where to where, and the decisions themselves.

An accepted file gives rights: they end only by suspension or withdrawal (both after a hearing, `hearings.py`)
or because the organisation gives them up.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import capfirst

from opstap.accounts.models import User
from opstap.core.texts import say
from opstap.label.deadlines import end_of_calendar_term
from opstap.label.models import Appeal, AppealState, Decision, DecisionKind, Label, Standing, Watch
from opstap.label.services.letters import check_letter, label_facts
from opstap.label.services.proof import follow
from opstap.label.services.register import end_appeals, record
from opstap.label.services.telling import coordinators_of, secretaries_of, tell

TRANSITIONS: dict[DecisionKind, tuple[frozenset[Standing], Standing]] = {
    DecisionKind.SUSPEND: (frozenset({Standing.IN_FORCE}), Standing.SUSPENDED),
    DecisionKind.REINSTATE: (frozenset({Standing.SUSPENDED}), Standing.IN_FORCE),
    DecisionKind.WITHDRAW: (frozenset({Standing.IN_FORCE, Standing.SUSPENDED}), Standing.WITHDRAWN),
    DecisionKind.RENOUNCE: (frozenset({Standing.IN_FORCE, Standing.SUSPENDED}), Standing.RENOUNCED),
    # An appeal against a suspension or a withdrawal was accepted.
    DecisionKind.OVERTURN: (frozenset({Standing.SUSPENDED, Standing.WITHDRAWN}), Standing.IN_FORCE),
}
ENDED = (Standing.WITHDRAWN, Standing.RENOUNCED)
# What can be appealed against within Opstap; the others take nothing away, or are the organisation's own.
APPEALABLE = (DecisionKind.SUSPEND, DecisionKind.WITHDRAW)
# What leaves an open appeal without object.
ENDS_APPEALS = (DecisionKind.REINSTATE, DecisionKind.RENOUNCE)


class NotAllowedError(Exception):
    """The label does not stand where this decision can begin."""


def can_follow(kind: DecisionKind, standing: str) -> bool:
    return standing in TRANSITIONS[kind][0]


@transaction.atomic
def reinstate(*, label: Label, reasons: str, by: User) -> Decision:
    """A suspended label is in force again. Raises NotAllowedError."""
    decision = decide(DecisionKind.REINSTATE, label, reasons=reasons, by=by)
    tell(coordinators_of(label), "decided", label=label, decision=decision)
    return decision


@transaction.atomic
def renounce(*, label: Label, reasons: str, by: User) -> Decision:
    """The organisation gives its label up. Raises NotAllowedError."""
    decision = decide(DecisionKind.RENOUNCE, label, reasons=reasons, by=by)
    tell(secretaries_of(label.version.scheme), "renounced", label=label, decision=decision)
    return decision


@transaction.atomic
def restore(*, label: Label, by: User, to: Standing = Standing.IN_FORCE) -> Label:
    """After an accepted appeal against its suspension or withdrawal; the appeal wrote the decision.

    `to`: where it stood before the decision that fell. Raises NotAllowedError.
    """
    label = locked(label)
    _move(label, DecisionKind.OVERTURN, timezone.now(), by, to=to)
    record("label.restored", label, by=by)
    return label


@transaction.atomic
def decide(kind: DecisionKind, label: Label, *, reasons: str, by: User) -> Decision:
    """Move the label and write the decision with its trail."""
    now = timezone.now()
    label = locked(label)
    _move(label, kind, now, by)
    decision = write_decision(kind, label, reasons=reasons, by=by, at=now)
    record(f"label.{kind.value}", label, by=by)
    return decision


def write_decision(
    kind: DecisionKind,
    label: Label,
    *,
    reasons: str,
    by: User,
    at: datetime,
    contested: Decision | None = None,
) -> Decision:
    """With its letter's facts and the ways of appeal; there is none against one's own renunciation.

    `contested`: what an appeal was lodged against. Raises ValidationError when the letter cannot be printed.
    """
    language = language_of(label)
    day = timezone.localdate(at, timezone=label.space.zone)
    decision = Decision.objects.create(
        kind=kind,
        label=label,
        reasons=reasons,
        language=language,
        facts=label_facts(kind, label, language, day, contested),
        decided_at=at,
        decided_by=by,
        **_appeal(kind, label, language, day),
    )
    check_letter(decision)
    return decision


def _appeal(kind: DecisionKind, label: Label, language: str, day: date) -> dict[str, object]:
    version = label.version
    if kind == DecisionKind.RENOUNCE:
        return {}
    ways: dict[str, object] = {"appeal_ways": say(version.appeal_ways, language)}
    if kind in APPEALABLE:
        ways["appeal_until"] = end_of_calendar_term(day, version.appeal_days, label.space.holiday_country)
    return ways


def has_open_appeal(label: Label) -> bool:
    """While somebody looks at an appeal nothing else takes the label away."""
    return Appeal.objects.filter(decision__label=label, state=AppealState.LODGED).exists()


def language_of(label: Label) -> str:
    """Of letters about the label: that of its file, else that of the organisation (French where both)."""
    if label.application is not None:
        return label.application.language
    organisation = label.organisation or label.space.organisation
    return "nl" if organisation is not None and organisation.language_regime == "nl" else "fr"


def locked(label: Label) -> Label:
    """The label as it stands now, held until the end of the transaction; the given object follows."""
    standing, ended_on = (
        Label.objects.select_for_update().values_list("standing", "ended_on").get(pk=label.pk)
    )
    label.standing, label.ended_on = standing, ended_on
    return label


def _move(label: Label, kind: DecisionKind, at: datetime, by: User, *, to: Standing | None = None) -> None:
    if not can_follow(kind, label.standing):
        raise NotAllowedError(f"{kind.value} from {label.standing}")
    label.standing = to or TRANSITIONS[kind][1]
    label.ended_on = timezone.localdate(at, timezone=label.space.zone) if label.standing in ENDED else None
    label.save(update_fields=["standing", "ended_on"])
    with translation.override(language_of(label)):
        follow(label, reason=str(capfirst(kind.label)), by=by)
    if kind in ENDS_APPEALS:
        end_appeals(label, by=by)
    if label.standing in ENDED:
        close_watches(label, "label_ended", on=label.ended_on or timezone.localdate())
        label.hearings.filter(closed_at=None).update(closed_at=at)


def close_watches(label: Label, because: str, *, on: date) -> int:
    """Close every open watch of the label; how many."""
    watches = Watch.objects.filter(label=label, closed_on=None)
    return watches.update(stage="closed", closed_on=on, closed_because=because, changed_at=timezone.now())
