from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpacesConfig(AppConfig):
    name = "opstap.spaces"

    def ready(self) -> None:
        from opstap.accounts.services import register_roles
        from opstap.core import jobs, menu, revocations
        from opstap.spaces import acts, own_data, permissions, retention
        from opstap.spaces.facts import measured
        from opstap.spaces.merging import own as merging
        from opstap.spaces.services import reminders, report_mails
        from opstap.spaces.services.invitations import close_again
        from opstap.spaces.services.openings import derive_all_openings
        from opstap.spaces.services.people import end_role_again
        from opstap.spaces.splitting import own as splitting

        register_roles(lambda user: [str(membership) for membership in permissions.roles_of(user)])
        menu.register(
            menu.Entry(
                url_name="spaces:people",
                label=_("People"),
                hint=_("Who is in the team, and with which role"),
                icon="p-help",
                visible=permissions.sees_people,
            ),
            order=60,
        )
        menu.register(
            menu.Entry(
                url_name="spaces:space-list",
                label=_("My spaces"),
                hint=_("Hours, address, offer, who is on duty"),
                icon="p-door",
                visible=lambda user: bool(permissions.roles_of(user)),
            ),
            order=40,
        )
        jobs.register("spaces.derive-openings", derive_all_openings, every=timedelta(days=1))
        jobs.register("spaces.remind-coordinators", reminders.run, every=timedelta(days=1))
        jobs.register("spaces.mail-error-reports", report_mails.run, every=timedelta(days=1))
        retention.register()
        own_data.register()
        acts.register()
        merging.register_own()
        splitting.register_own()
        revocations.register("role", end_role_again)
        revocations.register("invitation", close_again)
        measured.register_all()
