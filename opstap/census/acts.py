"""The words of what is done with figures."""

from django.utils.translation import gettext_lazy as _

from opstap.core import acts


def register() -> None:
    acts.register(
        {
            "completion.declared": _("said that a month is complete"),
            "completion.withdrawn": _("took back that a month is complete"),
            "declaration.changed": _("gave a figure of the year"),
        },
        kinds={"completion": _("month"), "declaration": _("figure of the year")},
    )
