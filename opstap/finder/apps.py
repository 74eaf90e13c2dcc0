from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FinderConfig(AppConfig):
    name = "opstap.finder"

    def ready(self) -> None:
        from opstap.core import menu
        from opstap.finder import acts
        from opstap.finder.permissions import can_read_remarks

        entry = menu.Entry(
            "finder:remark-list",
            _("Remarks"),
            _("What visitors wrote about the site and the places."),
            "p-form",
            can_read_remarks,
        )
        menu.register(entry, order=70)
        acts.register()
