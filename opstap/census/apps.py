from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CensusConfig(AppConfig):
    name = "opstap.census"

    def ready(self) -> None:
        from opstap.census import acts, facts, indicators, merging, permissions, retention
        from opstap.census.indicators.charter import INDICATORS
        from opstap.census.indicators.parts import BREAKDOWNS
        from opstap.census.own import closed_by_declaration
        from opstap.core import menu
        from opstap.desk.services import closing

        indicators.register(*INDICATORS)
        indicators.register_breakdown(*BREAKDOWNS)
        entry = menu.Entry(
            url_name="census:figures",
            label=_("Figures"),
            hint=_("Visits, help and hours, with how many spaces answered."),
            icon="p-figures",
            visible=permissions.can_see_figures,
        )
        menu.register(entry, order=40)
        retention.register()
        acts.register()
        merging.register()
        closing.register(closed_by_declaration)
        facts.register_all()
