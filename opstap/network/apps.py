from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    name = "opstap.network"

    def ready(self) -> None:
        from opstap.core import menu
        from opstap.network import acts, figures, linking, merging
        from opstap.network.permissions import keeps_software

        acts.register()
        merging.register()
        linking.register()
        figures.register()
        entry = menu.Entry(
            "network:software-networks",
            _("Free programs"),
            _("The catalogue of free software, and which spaces use it."),
            "p-computer",
            keeps_software,
        )
        menu.register(entry, order=68)
