from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KeepingConfig(AppConfig):
    name = "opstap.keeping"

    def ready(self) -> None:
        from opstap.core import audit, jobs, menu
        from opstap.keeping import acts, retention
        from opstap.keeping.models import AuditSeal, ChosenPeriod, Erasure
        from opstap.keeping.permissions import can_administer, reads_logs
        from opstap.keeping.services import checks
        from opstap.keeping.services.erasing import erase_what_is_due
        from opstap.keeping.services.seals import seal_what_is_committed

        audit.guard(*(model._meta.db_table for model in (Erasure, ChosenPeriod, AuditSeal)))
        jobs.register("keeping.erase", erase_what_is_due, every=timedelta(days=1))
        jobs.register(checks.KIND, checks.check, every=timedelta(days=1))
        jobs.register("keeping.seal", seal_what_is_committed, every=timedelta(minutes=30))
        menu.register(
            menu.Entry("keeping:logs", _("Log"), _("Who did what, and when."), "p-form", reads_logs), order=80
        )
        menu.register(
            menu.Entry(
                "keeping:rules",
                _("What is kept"),
                _("What is erased, when, and what is held back."),
                "p-shield",
                can_administer,
            ),
            order=90,
        )
        retention.register()
        acts.register()
