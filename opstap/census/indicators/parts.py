"""The breakdowns of what the desk counted, and the words of their parts."""

from collections.abc import Collection
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opstap.census.indicators import Breakdown, Terms
from opstap.core import vocabularies
from opstap.core.texts import say
from opstap.desk import figures as desk
from opstap.desk.models import EService
from opstap.spaces import figures as spaces
from opstap.spaces.models import EquipmentLot

MONDAY = date(2024, 1, 1)
NOT_KEPT = _("kept by whole months only")


def words(vocabulary: str, *, without: tuple[str, ...] = ()) -> Terms:
    """The terms of a closed list; codes of an earlier version of the list come after them."""

    def terms(found: Collection[str]) -> dict[str, str]:
        language = get_language() or "fr"
        known = [code for code in vocabularies.vocabulary(vocabulary).codes() if code not in without]
        codes = [*known, *sorted(code for code in found if code and code not in (*known, desk.NOT_KEPT))]
        labels = {code: vocabularies.label(vocabulary, code, language) for code in codes}
        return labels | ({desk.NOT_KEPT: str(NOT_KEPT)} if desk.NOT_KEPT in found else {})

    return terms


def themes(found: Collection[str]) -> dict[str, str]:
    """Digital and administrative themes in one list: codes with their family, "digital:email"."""
    families = {family: words(f"theme_{family}")(()) for family in ("digital", "administrative")}
    known = {f"{family}:{code}": label for family, terms in families.items() for code, label in terms.items()}
    return known | {code: code for code in sorted(found) if code and code not in known}


def e_services(found: Collection[str]) -> dict[str, str]:
    """Only those that were named: each network has its own list."""
    rows = EService.objects.filter(uid__in=[code for code in found if code]).order_by("position", "pk")
    return {str(service.uid): say(service.names) for service in rows}


def reasons_or_left(found: Collection[str]) -> dict[str, str]:
    """The reasons for sending away, and having left."""
    reasons = words("sent_away")({code for code in found if code != desk.LEFT})
    return reasons | {desk.LEFT: str(_("Left before being helped"))}


def weekdays(_found: Collection[str]) -> dict[str, str]:
    days = [MONDAY + timedelta(days=step) for step in range(7)]
    return {str(day.isoweekday()): date_format(day, "l") for day in days}


def origins(_found: Collection[str]) -> dict[str, str]:
    return {code: str(label) for code, label in EquipmentLot.Origin.choices}


BREAKDOWNS = [
    Breakdown(
        code="visits_by_purpose",
        name=_("Visits by purpose"),
        heading=_("Purpose"),
        of="visits",
        parts=desk.visits_by_purpose,
        terms=words("purpose"),
    ),
    Breakdown(
        code="visits_by_e_service",
        name=_("Visits by e-service that caused them"),
        heading=_("E-service"),
        of="visits",
        parts=desk.visits_by_e_service,
        terms=e_services,
        silence=_("no e-service named"),
    ),
    Breakdown(
        code="visits_by_weekday",
        name=_("Visits by weekday"),
        heading=_("Day"),
        of="visits",
        parts=desk.visits_by_weekday,
        terms=weekdays,
        sorted=False,
    ),
    Breakdown(
        code="help_by_mode",
        name=_("Help by kind"),
        heading=_("Kind of help"),
        of="help_records",
        parts=desk.help_by_mode,
        terms=words("help_mode"),
        sorted=False,
    ),
    Breakdown(
        code="help_by_digital_theme",
        name=_("Help by digital subject"),
        heading=_("Digital subject"),
        of="help_records",
        parts=desk.help_by_theme("digital"),
        terms=words("theme_digital"),
    ),
    Breakdown(
        code="help_by_administrative_theme",
        name=_("Help by administrative subject"),
        heading=_("Administrative subject"),
        of="help_records",
        parts=desk.help_by_theme("administrative"),
        terms=words("theme_administrative"),
    ),
    Breakdown(
        code="help_by_every_theme",
        name=_("Help by every subject named"),
        heading=_("Subject"),
        of="help_records",
        parts=desk.help_by_every_theme,
        terms=themes,
        sums=False,
    ),
    Breakdown(
        code="help_by_place",
        name=_("Help by place"),
        heading=_("Place"),
        of="help_records",
        parts=desk.help_by_place,
        terms=words("help_place"),
        sorted=False,
    ),
    Breakdown(
        code="help_by_device",
        name=_("Help by device"),
        heading=_("Device"),
        of="help_records",
        parts=desk.help_by_device,
        terms=words("device"),
    ),
    Breakdown(
        code="help_by_autonomy",
        name=_("Help by how alone the person did it"),
        heading=_("How alone"),
        of="help_records",
        parts=desk.help_by_autonomy,
        terms=words("autonomy"),
        sorted=False,
    ),
    Breakdown(
        code="help_by_next_step",
        name=_("Help by what comes next"),
        heading=_("What comes next"),
        of="help_records",
        parts=desk.help_by_next_step,
        terms=words("next_step"),
    ),
    Breakdown(
        code="help_by_public",
        name=_("Help by public"),
        heading=_("Public"),
        of="help_records",
        parts=desk.help_by_public,
        terms=words("public"),
        sums=False,
    ),
    Breakdown(
        code="help_by_age",
        name=_("Help by age"),
        heading=_("Age"),
        of="help_records",
        parts=desk.help_by_age,
        terms=words("age", without=("not_said",)),
        sorted=False,
    ),
    Breakdown(
        code="help_by_e_service",
        name=_("Help by e-service that caused it"),
        heading=_("E-service"),
        of="help_records",
        parts=desk.help_by_e_service,
        terms=e_services,
        silence=_("no e-service named"),
    ),
    Breakdown(
        code="group_people_by_age",
        name=_("People in groups by age"),
        heading=_("Age"),
        of="group_people",
        parts=desk.group_people_by("age"),
        terms=words("age", without=("not_said",)),
        sorted=False,
    ),
    Breakdown(
        code="group_people_by_gender",
        name=_("People in groups by gender"),
        heading=_("Gender"),
        of="group_people",
        parts=desk.group_people_by("gender"),
        terms=words("gender", without=("not_said",)),
        sorted=False,
    ),
    Breakdown(
        code="group_people_by_public",
        name=_("People in groups by public"),
        heading=_("Public"),
        of="group_people",
        parts=desk.group_people_by("public", silence=False),
        terms=words("public"),
        sums=False,
    ),
    Breakdown(
        code="machines_by_origin",
        name=_("Computers and tablets by origin"),
        heading=_("Origin"),
        of="machines",
        parts=spaces.machines_by_origin,
        terms=origins,
    ),
    Breakdown(
        code="not_helped_by_reason",
        name=_("People who could not be helped, by reason"),
        heading=_("Reason"),
        of="not_helped",
        parts=desk.not_helped_by_reason,
        terms=reasons_or_left,
    ),
]
