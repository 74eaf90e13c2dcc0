"""The criteria of a draft: added, changed, put in order, removed."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from opstap.accounts.models import User
from opstap.core import audit
from opstap.label.models import Criterion, CriterionKind, Operator, SchemeVersion
from opstap.label.services.versions import locked_draft

_UNMEASURED = {"fact": "", "operator": "", "threshold": None}


def settled(fields: dict[str, Any]) -> dict[str, Any]:
    """As the database wants them: no fact where nothing is measured, no threshold for yes or no."""
    if fields["kind"] != CriterionKind.MEASURED:
        return fields | _UNMEASURED
    return fields | ({"threshold": None} if fields["operator"] == Operator.IS else {})


@transaction.atomic
def add_criterion(*, version: SchemeVersion, by: User, code: str, **fields: Any) -> Criterion:
    """A last criterion of the draft; its code gets a number where another one has it.

    Raises ValidationError when the version is published.
    """
    draft = locked_draft(version)
    last = draft.criteria.aggregate(last=Max("position"))["last"] or 0
    criterion = Criterion.objects.create(
        version=draft, code=_free_code(draft, code), position=last + 1, **settled(fields)
    )
    audit.record("criterion.added", by=by, kind="criterion", uid=criterion.uid)
    return criterion


def _free_code(draft: SchemeVersion, code: str) -> str:
    taken = set(draft.criteria.values_list("code", flat=True))
    room = Criterion._meta.get_field("code").max_length or 40
    candidates = (code[:room], *(f"{code[: room - 4]}-{n}" for n in range(2, 999)))
    return next(one for one in candidates if one not in taken)


@transaction.atomic
def change_criterion(*, criterion: Criterion, by: User, **fields: Any) -> Criterion:
    """Raises ValidationError when the version is published."""
    locked_draft(criterion.version)
    after = settled(fields)
    changed = audit.changed_fields({name: getattr(criterion, name) for name in after}, after)
    if changed:
        for name in changed:
            setattr(criterion, name, after[name])
        criterion.save(update_fields=changed)
        audit.record("criterion.changed", by=by, kind="criterion", uid=criterion.uid, fields=changed)
    return criterion


@transaction.atomic
def move_criterion(*, criterion: Criterion, by: User, up: bool) -> None:
    """Swap with the neighbour above or below; the end of the list is no error.

    Raises ValidationError when the version is published.
    """
    draft = locked_draft(criterion.version)
    ordered = list(draft.criteria.all())
    here = ordered.index(criterion)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(ordered):
        return
    ordered[here], ordered[there] = ordered[there], ordered[here]
    for position, one in enumerate(ordered, start=1):
        one.position = position
    Criterion.objects.bulk_update(ordered, ["position"])
    audit.record("criterion.moved", by=by, kind="criterion", uid=criterion.uid, fields=["position"])


@transaction.atomic
def remove_criterion(*, criterion: Criterion, by: User) -> None:
    """Raises ValidationError when the version is published."""
    locked_draft(criterion.version)
    audit.record("criterion.removed", by=by, kind="criterion", uid=criterion.uid)
    criterion.delete()
