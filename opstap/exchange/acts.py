"""The words of what an import does."""

from django.utils.translation import gettext_lazy as _

from opstap.core import acts


def register() -> None:
    acts.register(
        {
            "space.imported": _("imported a place"),
            "space.updated-by-import": _("changed a place by an import"),
        }
    )
