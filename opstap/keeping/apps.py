from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KeepingConfig(AppConfig):
    name = "opstap.keeping"

    def ready(self) -> None:
        from opstap.keeping import acts, merging, retention

        retention.register()
        acts.register()
        merging.register()
        _register_backups()
        _register_retention()
        _register_pages()


def _register_backups() -> None:
    from opstap.core import jobs, notices, serving
    from opstap.keeping import warning
    from opstap.keeping.services import backups

    jobs.register(backups.ASKED, backups.run_asked)
    jobs.register(backups.DUE, backups.run_when_due, every=backups.LOOK_EVERY)
    serving.register_preparation(_complete_a_restore)
    serving.register_greeting(warning.greeting)
    notices.register(warning.notice)


def _complete_a_restore() -> None:
    from opstap.keeping.backup import restoring  # with psycopg, which SQLite does without

    restoring.complete_here()


def _register_retention() -> None:
    from opstap.core import audit, jobs, revocations
    from opstap.keeping.backup import after_restore
    from opstap.keeping.models import AuditSeal, ChosenPeriod, Erasure
    from opstap.keeping.services import checks
    from opstap.keeping.services.erasing import erase_what_is_due
    from opstap.keeping.services.restoring import apply_erasures_again
    from opstap.keeping.services.seals import seal_what_is_committed

    audit.guard(*(model._meta.db_table for model in (Erasure, ChosenPeriod, AuditSeal)))
    jobs.register("keeping.erase", erase_what_is_due, every=timedelta(days=1))
    jobs.register(checks.KIND, checks.check, every=timedelta(days=1))
    jobs.register("keeping.seal", seal_what_is_committed, every=timedelta(minutes=30))
    after_restore.register("erasures", lambda: apply_erasures_again().erased)
    after_restore.register("revocations", revocations.apply_again)


def _register_pages() -> None:
    from opstap.core import menu
    from opstap.keeping.permissions import can_administer, looks_after_directory, reads_logs

    menu.register(
        menu.Entry("keeping:logs", _("Log"), _("Who did what, and when."), "p-form", reads_logs), order=80
    )
    menu.register(
        menu.Entry(
            url_name="keeping:backups",
            label=_("Backups"),
            hint=_("The last good copy, the next one, and how to restore."),
            icon="p-shield",
            visible=can_administer,
        ),
        order=85,
    )
    menu.register(
        menu.Entry(
            url_name="keeping:rules",
            label=_("What is kept"),
            hint=_("What is erased, when, and what is held back."),
            icon="p-shield",
            visible=can_administer,
        ),
        order=90,
    )
    menu.register(
        menu.Entry(
            url_name="keeping:directory",
            label=_("Sign-in directory"),
            hint=_("Whether it answers, and when it was used last."),
            icon="p-door",
            visible=looks_after_directory,
        ),
        order=87,
    )
