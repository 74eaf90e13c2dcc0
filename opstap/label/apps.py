from datetime import timedelta

from django.apps import AppConfig


class LabelConfig(AppConfig):
    name = "opstap.label"

    def ready(self) -> None:
        from opstap.core import jobs
        from opstap.label import acts, retention
        from opstap.label.services.corrections import run_lapses

        retention.register()
        acts.register()
        jobs.register("label.lapse-corrections", run_lapses, every=timedelta(hours=6))
