from datetime import timedelta

from django.apps import AppConfig
from django.conf import settings


class DemonstrationConfig(AppConfig):
    name = "opstap.demonstration"

    def ready(self) -> None:
        if not settings.DEMO:
            return
        from opstap.core import jobs, serving
        from opstap.demonstration.services import people, today

        serving.register_greeting(people.greeting)
        jobs.register("demonstration.today", today.keep_alive, every=timedelta(minutes=30))
