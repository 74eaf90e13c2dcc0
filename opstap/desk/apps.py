from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "opstap.desk"

    def ready(self) -> None:
        from opstap.core import jobs, menu, revocations
        from opstap.desk import acts, merging, own_data, retention, splitting
        from opstap.desk.permissions import keeps_e_services
        from opstap.desk.services import close_past_days
        from opstap.desk.services.computers import leave_all_computers, revoke_computer_again
        from opstap.keeping.backup import after_restore
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
        own_data.register()
        acts.register()
        merging.register()
        splitting.register()
        revocations.register("computer", revoke_computer_again)
        after_restore.register("people at desk computers", leave_all_computers)
        # Several times a day, since it is not night everywhere at once.
        jobs.register("desk.close-turns", close_past_days, every=timedelta(hours=3))
