from datetime import timedelta

from django.apps import AppConfig


class SpacesConfig(AppConfig):
    name = "opstap.spaces"

    def ready(self) -> None:
        from opstap.core import jobs
        from opstap.spaces.services.openings import derive_all_openings

        jobs.register("spaces.derive-openings", derive_all_openings, every=timedelta(days=1))
