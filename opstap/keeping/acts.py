"""The words of what is done with what is kept."""

from django.utils.translation import gettext_lazy as _

from opstap.core import acts


def register() -> None:
    acts.register(
        {
            "backup.asked": _("asked for a backup"),
            "backup.restored": _("restored a backup"),
            "person.data-taken": _("took along what is kept about her"),
            "person.erased": _("erased a person who asked for it"),
            "retention.period-chosen": _("changed how long data are kept"),
        },
        kinds={"backup": _("backup"), "retention": _("rule of keeping")},
        fields={"period": _("period")},
    )
