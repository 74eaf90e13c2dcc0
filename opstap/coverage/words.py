"""The words for levels of areas and for figures of need."""

from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from opstap.core.moments import weekday_name
from opstap.core.vocabularies import vocabulary
from opstap.coverage.reach.demand import Level
from opstap.coverage.reach.supply import Asked
from opstap.territory.models import AreaKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KINDS: "dict[str, StrOrPromise]" = {
    "staffed": gettext_lazy("somebody helps"),
    "open": gettext_lazy("open"),
    "training": gettext_lazy("courses"),
}
LEVELS: "dict[str, StrOrPromise]" = {
    AreaKind.MUNICIPALITY: gettext_lazy("municipalities"),
    AreaKind.NEIGHBOURHOOD: gettext_lazy("neighbourhoods"),
    AreaKind.SECTOR: gettext_lazy("statistical sectors"),
}
FIGURES: "dict[str, StrOrPromise]" = {
    "share_65_plus_pct": gettext_lazy("Share of people of 65 and over, in per cent"),
    "unemployment_rate_pct": gettext_lazy("Unemployment, in per cent"),
    "one_person_households_pct": gettext_lazy("Share of households of one person, in per cent"),
    "one_person_households_under30_pct": gettext_lazy("Share of people under 30 who live alone, in per cent"),
    "one_person_households_30plus_pct": gettext_lazy(
        "Share of people of 30 and over who live alone, in per cent"
    ),
    "median_taxable_income_per_declaration_eur": gettext_lazy(
        "Median taxable income of a declaration, in euros"
    ),
    "median_equivalised_income_after_tax_eur": gettext_lazy("Median income after tax, in euros"),
}


def level_words(level: Level) -> str:
    words = LEVELS.get(level.kind, level.label)
    if level.is_estimate:
        return _("%(areas)s, estimated population") % {"areas": words}
    return str(words)


def figure_words(key: str) -> str:
    """The name of a figure; an imported one that nobody named keeps the name of its column."""
    return str(FIGURES.get(key, key.replace("_", " ")))


def asked_words(asked: Asked) -> str:
    """What is looked at, where it is not the usual: "open, Saturday, after 18:00, Arabic"; else ""."""
    words = [
        "" if asked.kind == Asked().kind else str(KINDS[asked.kind]),
        weekday_name(asked.weekday) if asked.weekday else "",
        _("after 18:00") if asked.evening else "",
        vocabulary("language").label(asked.language, get_language() or "fr") if asked.language else "",
    ]
    return ", ".join(filter(None, words))


def asked_slug(asked: Asked) -> str:
    """The same for the name of a file: "-open-day6-evening-ar"; "" for the usual question."""
    parts = [
        "" if asked.kind == Asked().kind else asked.kind,
        f"day{asked.weekday}" if asked.weekday else "",
        "evening" if asked.evening else "",
        asked.language,
    ]
    return "".join(f"-{part}" for part in parts if part)
