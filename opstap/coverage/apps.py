from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoverageConfig(AppConfig):
    name = "opstap.coverage"

    def ready(self) -> None:
        from opstap.core import jobs, menu
        from opstap.coverage import acts, permissions, retention, services

        acts.register()
        retention.register()
        jobs.register(services.PLAN, services.run_plan, is_long=True)
        entry = menu.Entry(
            url_name="coverage:networks",
            label=_("Reach"),
            hint=_("Who has help near home, and how far each area is from the norm."),
            icon="p-pin",
            visible=permissions.sees_reach,
        )
        menu.register(entry, order=42)
