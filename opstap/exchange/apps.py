from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "opstap.exchange"

    def ready(self) -> None:
        from opstap.core import jobs, menu
        from opstap.exchange import acts, merging, retention
        from opstap.exchange.open_data import files
        from opstap.exchange.permissions import can_review
        from opstap.exchange.services import uploads

        jobs.register(uploads.KIND, uploads.run_upload)
        jobs.register(uploads.SWEEP, uploads.sweep, every=timedelta(days=1))
        jobs.register(files.KIND, files.run, every=files.EVERY)
        menu.register(
            menu.Entry(
                "exchange:sources",
                _("Imported places"),
                _("Places from files wait here until you confirm them."),
                "p-search",
                can_review,
            ),
            order=60,
        )
        retention.register()
        acts.register()
        merging.register()
