"""What becomes of labels, files and mandates when a place is merged or split."""

from django.utils.translation import gettext as _

from opstap.label.models import Label
from opstap.label.models.register import HELD
from opstap.spaces import merging, splitting
from opstap.spaces.models import Space


def register() -> None:
    merging.register(
        merging.moves("label.Label.space", refuses=_one_label_first),
        merging.moves("label.Application.space"),
        merging.moves_unless("label.Mandate_spaces.space", "mandate"),
    )
    # What was decided was decided about the old place: the new one asks for a label of its own.
    splitting.register(
        *splitting.stays("label.Label.space", "label.Application.space", "label.Mandate_spaces.space")
    )


def _one_label_first(kept: Space, merged: Space) -> str:
    """A decision gave each: only a decision, or the organisation, ends one."""
    held = Label.objects.filter(standing__in=HELD)
    schemes = held.filter(space=kept).values("version__scheme")
    if held.filter(space=merged, version__scheme__in=schemes).exists():
        return _("Both hold the same label. One of the two must be given up first.")
    return ""
