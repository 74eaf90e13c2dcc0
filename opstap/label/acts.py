"""The words of what is done with the label: schemes, files, labels, mandates. One block a part."""

from django.utils.translation import gettext_lazy as _

from opstap.core import acts


def register() -> None:
    _register_labels()


def _register_labels() -> None:
    acts.register(
        {
            "label.awarded": _("awarded a label"),
            "label.renounce": _("gave up a label"),
        },
        kinds={"label": _("label")},
    )
