from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FinderConfig(AppConfig):
    name = "opstap.finder"

    def ready(self) -> None:
        from opstap.core import jobs, menu
        from opstap.finder import acts, retention
        from opstap.finder.papers import linking
        from opstap.finder.permissions import can_read_remarks, keeps_need_words, keeps_tongues
        from opstap.finder.search import unanswered

        entry = menu.Entry(
            "finder:remark-list",
            _("Remarks"),
            _("What visitors wrote about the site and the places."),
            "p-form",
            can_read_remarks,
        )
        menu.register(entry, order=70)
        words = menu.Entry(
            "finder:need-networks",
            _("Words people type"),
            _("What the finder understands when somebody types a need."),
            "p-search",
            keeps_need_words,
        )
        menu.register(words, order=71)
        leaflets = menu.Entry(
            "finder:leaflets",
            _("Leaflets"),
            _("All places of a municipality on paper, to fold."),
            "p-print",
            keeps_need_words,
        )
        menu.register(leaflets, order=72)
        linking.register()
        tongues = menu.Entry(
            "finder:tongues",
            _("Languages of the finder"),
            _("What a machine translated, for a speaker to check."),
            "p-language",
            keeps_tongues,
        )
        menu.register(tongues, order=73)
        acts.register()
        retention.register()
        jobs.register(unanswered.KIND, unanswered.count, every=unanswered.EVERY)
