"""The words of what is done with the catalogue of free software."""

from django.utils.translation import gettext_lazy as _

from opstap.core import acts
from opstap.network.models import FreeProgram


def register() -> None:
    acts.register(
        {
            "free_program.added": _("added a program to the catalogue of free software"),
            "free_program.changed": _("changed a program of the catalogue of free software"),
            "program_in_use.said": _("said that a free program is in use in a place"),
            "program_in_use.changed": _("changed on how many machines a free program is in use"),
            "program_in_use.ended": _("said that a free program is no longer in use in a place"),
        },
        kinds={"free_program": _("free program")},
        fields={
            name: FreeProgram._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            for name in ("field", "purposes", "replaces", "licence", "systems", "languages")
        },
    )
