from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "opstap.desk"

    def ready(self) -> None:
        from opstap.core import jobs, menu
        from opstap.desk import acts, retention
        from opstap.desk.permissions import keeps_e_services
        from opstap.desk.services import close_past_days
        from opstap.spaces.permissions import TEAM, has_role

        menu.register(
            menu.Entry(
                url_name="desk:choose",
                label=_("Desk"),
                hint=_("Count who comes in, note the help you give."),
                icon="p-door",
                visible=lambda user: has_role(user, *TEAM),
            ),
            order=10,
        )
        menu.register(
            menu.Entry(
                url_name="e_services:networks",
                label=_("Online services"),
                hint=_("The list from which the desk says what brought people."),
                icon="p-form",
                visible=keeps_e_services,
            ),
            order=60,
        )
        retention.register()
        acts.register()
        # Several times a day, since it is not night everywhere at once.
        jobs.register("desk.close-turns", close_past_days, every=timedelta(hours=3))
