"""The quick templates of a space: kept by its coordinator."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.core import audit
from opstap.desk.models import HelpTemplate
from opstap.spaces.models import Space


@transaction.atomic
def add_template(*, space: Space, by: User, name: str, preset: dict[str, Any]) -> HelpTemplate:
    """A new last template. Raises ValidationError: the name is taken, or there are enough of them."""
    offered = list(_locked(space))
    if len(offered) >= HelpTemplate.MOST:
        raise ValidationError(
            _("There are %(n)s templates already. Retire one first.") % {"n": HelpTemplate.MOST}
        )
    _refuse_taken(offered, name)
    position = max((template.position for template in offered), default=0) + 1
    template = HelpTemplate.objects.create(space=space, name=name, preset=preset, position=position)
    _record("added", template, by, ["name", "preset"])
    return template


@transaction.atomic
def change_template(*, template: HelpTemplate, by: User, name: str, preset: dict[str, Any]) -> HelpTemplate:
    """Rename or fill otherwise. Help noted with it before stays as it is."""
    _refuse_taken([other for other in _locked(template.space) if other.pk != template.pk], name)
    before = {"name": template.name, "preset": template.preset}
    fields = audit.changed_fields(before, {"name": name, "preset": preset})
    template.name, template.preset = name, preset
    template.save(update_fields=["name", "preset"])
    if fields:
        _record("changed", template, by, fields)
    return template


@transaction.atomic
def move_template(*, template: HelpTemplate, by: User, up: bool) -> None:
    """Swap with the neighbour above or below; the end of the list is no error. Numbers the list anew."""
    ordered = list(_locked(template.space))
    here = ordered.index(template)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(ordered):
        return
    ordered[here], ordered[there] = ordered[there], ordered[here]
    for position, entry in enumerate(ordered, start=1):
        entry.position = position
    HelpTemplate.objects.bulk_update(ordered, ["position"])
    _record("moved", template, by, ["position"])


@transaction.atomic
def retire_template(*, template: HelpTemplate, by: User) -> None:
    """No longer offered."""
    template.retired_at = timezone.now()
    template.save(update_fields=["retired_at"])
    _record("retired", template, by, ["retired_at"])


def _locked(space: Space) -> Any:
    return HelpTemplate.objects.select_for_update().offered_at(space)


def _refuse_taken(others: list[HelpTemplate], name: str) -> None:
    if any(other.name.casefold() == name.casefold() for other in others):
        raise ValidationError({"name": _("There is a template with this name already.")})


def _record(what: str, template: HelpTemplate, by: User, fields: list[str]) -> None:
    space = template.space
    audit.record(
        f"help_template.{what}",
        by=by,
        kind="help_template",
        uid=template.uid,
        space_uid=space.uid,
        fields=fields,
    )
