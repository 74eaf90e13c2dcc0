"""The public face. Visitors need no account, leave no trace, and get no cookie."""

from opstap.finder.views.complaint import complaint
from opstap.finder.views.crawlers import favicon, robots, sitemap, sitemap_part
from opstap.finder.views.finding import choose_language, photo, question, results, slip, space
from opstap.finder.views.mapping import card, map_atlas, map_names, map_outlines, map_points
from opstap.finder.views.needs import need_word_list, need_word_networks, need_word_remove
from opstap.finder.views.pages import about, accessibility, privacy, source
from opstap.finder.views.papers import leaflet, leaflets, papers, poster, publisher
from opstap.finder.views.remarks import remark_handle, remark_list
from opstap.finder.views.reports import report, report_list, wrong
from opstap.finder.views.software import program, software, software_export
from opstap.finder.views.tongues import tongue, tongue_again, tongue_checked, tongue_list

__all__ = [
    "about",
    "accessibility",
    "card",
    "choose_language",
    "complaint",
    "favicon",
    "leaflet",
    "leaflets",
    "map_atlas",
    "map_names",
    "map_outlines",
    "map_points",
    "need_word_list",
    "need_word_networks",
    "need_word_remove",
    "papers",
    "photo",
    "poster",
    "privacy",
    "program",
    "publisher",
    "question",
    "remark_handle",
    "remark_list",
    "report",
    "report_list",
    "results",
    "robots",
    "sitemap",
    "sitemap_part",
    "slip",
    "software",
    "software_export",
    "source",
    "space",
    "tongue",
    "tongue_again",
    "tongue_checked",
    "tongue_list",
    "wrong",
]
