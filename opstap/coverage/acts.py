"""The words of what is done with coverage."""

from django.utils.translation import gettext_lazy as _

from opstap.core import acts


def register() -> None:
    acts.register(
        {"reach_rules.changed": _("changed how reach is measured")},
        kinds={"reach_rules": _("rules of reach")},
        fields={
            "detour": _("detour"),
            "reach_m": _("distance that is near"),
            "weights": _("weights of need"),
        },
    )
