from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LabelConfig(AppConfig):
    name = "opstap.label"

    def ready(self) -> None:
        from opstap.accounts.services import register_roles
        from opstap.core import jobs, menu
        from opstap.credentials.services import register_address
        from opstap.label import acts, linking, merging, own_data, permissions, retention
        from opstap.label.services import posting, proof, watching
        from opstap.label.services.corrections import run_lapses

        retention.register()
        own_data.register()
        acts.register()
        merging.register()
        linking.register()
        jobs.register("label.watch", watching.run, every=timedelta(days=1))
        register_roles(permissions.seats_in_words)
        menu.register(
            menu.Entry(
                url_name="label:file-list",
                label=_("Label"),
                hint=_("Ask for the label, and follow the file."),
                icon="p-shield",
                visible=permissions.asks_for_label,
            ),
            order=50,
        )
        jobs.register("label.lapse-corrections", run_lapses, every=timedelta(hours=6))
        jobs.register("label.mails", posting.run, every=posting.EVERY)
        register_address(proof.credential_at)
        _register_schemes()


def _register_schemes() -> None:
    from opstap.core import audit, menu
    from opstap.label.permissions import follows_overview

    published = "(SELECT published_at FROM label_schemeversion WHERE id = OLD.version_id) IS NOT NULL"
    audit.guard("label_schemeversion", when="OLD.published_at IS NOT NULL")
    audit.guard("label_criterion", when=published)
    menu.register(
        menu.Entry(
            url_name="label:overviews",
            label=_("Label"),
            hint=_("The files, the watch, the spaces beside the criteria, and the rules."),
            icon="p-shield",
            visible=follows_overview,
        ),
        order=45,
    )
