from datetime import timedelta

from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "opstap.keeping"

    def ready(self) -> None:
        from opstap.core import audit, jobs
        from opstap.keeping import retention
        from opstap.keeping.models import AuditSeal, ChosenPeriod, Erasure
        from opstap.keeping.services.erasing import erase_what_is_due

        audit.guard(*(model._meta.db_table for model in (Erasure, ChosenPeriod, AuditSeal)))
        jobs.register("keeping.erase", erase_what_is_due, every=timedelta(days=1))
        retention.register()
