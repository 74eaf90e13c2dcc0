"""What becomes of labels, files and mandates when a place is merged."""

from django.utils.translation import gettext as _

from opstap.label.models import Label
from opstap.label.models.register import HELD
from opstap.spaces import merging
from opstap.spaces.models import Space


def register() -> None:
    merging.register(
        merging.moves("label.Label.space", refuses=_one_label_first),
        merging.moves("label.Application.space"),
        merging.moves_unless("label.Mandate_spaces.space", "mandate"),
    )


def _one_label_first(kept: Space, merged: Space) -> str:
    """A decision gave each: only a decision, or the organisation, ends one."""
    held = Label.objects.filter(standing__in=HELD)
    schemes = held.filter(space=kept).values("version__scheme")
    if held.filter(space=merged, version__scheme__in=schemes).exists():
        return _("Both hold the same label. One of the two must be given up first.")
    return ""
