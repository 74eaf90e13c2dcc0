"""What the desk page shows: the forms, and the parts that change with every tap."""

import json
import uuid
from dataclasses import dataclass
from datetime import timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.accounts.models import User
from opstap.core.ids import uuid7
from opstap.desk import services
from opstap.desk.forms import MINUTES, GroupForm, HelpForm, SentForm, VisitsForm, theme_words, themes
from opstap.desk.models import EService, HelpRecord, HelpTemplate
from opstap.desk.models.turns import DESKS
from opstap.desk.permissions import leads_desk
from opstap.desk.services import day_of
from opstap.desk.services.consent import expiring_sheets
from opstap.desk.views.lines import Day, Tap, with_links
from opstap.desk.views.scripts import script_context
from opstap.desk.views.version import version
from opstap.desk.views.waiting import waiting_at
from opstap.spaces.models import Duty, Role, Space
from opstap.spaces.permissions import has_role

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

NEWEST = 12
"""Lines of today's list on the page; all of them one link away."""

FREQUENT = 8
"""Themes offered at once, the space's most used first."""

USUAL_THEMES = (
    "digital:procedure",
    "digital:email",
    "digital:device",
    "digital:security",
    "digital:job_search",
    "digital:banking",
    "digital:files",
    "digital:browsing",
)
"""Offered first where a space has noted little yet."""

TEMPLATE_KEYS = ("3", "4", "6", "7", "9")
SHOWN_FIELDS = {"theme", "minutes", "mode"}
"""Of the form of a help record, what is not folded away."""

RECENT = timedelta(days=90)


@dataclass(frozen=True)
class Tile:
    """A purpose (or a reason) as a button: short words, a pictogram, a key."""

    code: str
    words: "StrPromise"
    key: str
    icon: str = ""


@dataclass(frozen=True)
class Quick:
    """A quick template as a button. `preset`: JSON, for the script; `key` '' where the keys are used up."""

    uid: uuid.UUID
    name: str
    preset: str
    key: str


PURPOSES = (
    Tile("ict_learning", _("Learn computers"), "A", "p-computer"),
    Tile("job_search", _("Look for work"), "W", "p-work"),
    Tile("leisure", _("Leisure, information"), "V", "p-leisure"),
    Tile("searches", _("Housing and searches"), "Z", "p-home"),
    Tile("procedures", _("Papers, forms"), "F", "p-form"),
    Tile("", _("Not said"), "0", "p-queue"),
)
REASONS = (
    Tile("busy", _("too busy"), "T"),
    Tile("no_computer", _("no computer free"), "P"),
    Tile("other", _("something else"), "O"),
)
NUMBERS = (2, 5, 8)


def live_context(
    space: Space, by: User, *, tap: str = "", show_all: bool = False, records: bool = True
) -> dict[str, Any]:
    """What changes with every tap. `tap`: whose purpose is being said; by default the last."""
    now = timezone.now()
    day = Day(space, day_of(space, now), records=records)
    lines, taps = with_links(day.lines, by, leads=leads_desk(by, space)), day.taps
    own = [known for known in taps if known.visits[0].by_id == by.pk]
    last = next(iter(own), None)
    queue = waiting_at(space, day.day, now, records=records)
    return {
        "space": space,
        "now": now,
        "version": version(),
        "day": day,
        "lines": lines if show_all else lines[:NEWEST],
        "show_all": show_all,
        "hidden": 0 if show_all else len(lines[NEWEST:]),
        "last": last,
        "aimed": next((known for known in taps if str(known.uid) == tap), last),
        "purposes": PURPOSES,
        "e_services": list(EService.objects.known_at(space).in_force(day.day)),
        "who": _who(day, taps, last, by) | {"turn": queue.called_by(by)},
        "reasons": REASONS,
        "queue": queue,
        "my_turn": queue.called_by(by),
        "my_numbers": queue.of_tap(last.uid) if last else [],
        "my_desk": queue.desk_of(by),
        "desks": DESKS,
    }


def form_context(
    space: Space, by: User, refused: SentForm | None = None, *, template: str = "", series: str = ""
) -> dict[str, Any]:
    """What is there once per page: the forms (with what was refused), themes, and who is on duty.

    `template`: the id of the quick template with which the form of help is filled; `series`: the code
    of a coaching series for which help is noted.
    """
    duties = _duties(space)
    templates = list(HelpTemplate.objects.offered_at(space))
    chosen: dict[str, Any] = next((one.preset for one in templates if str(one.uid) == template), {})
    if series:
        chosen = chosen | {"series": series[:20], "mode": "coaching"}
    return {
        "new_id": uuid7,
        "refused": refused,
        "numbers": NUMBERS,
        "own_number": refused["people"].value() if isinstance(refused, VisitsForm) else "",
        "minutes": MINUTES,
        "templates": [_quick(*pair) for pair in zip_longest(templates, TEMPLATE_KEYS[: len(templates)])],
        "arranges": has_role(by, Role.COORDINATOR),
        "filled": chosen.keys() - SHOWN_FIELDS,
        "help_form": refused
        if type(refused) is HelpForm
        else HelpForm(space=space, initial=filled_with(chosen)),
        "group_form": refused if isinstance(refused, GroupForm) else GroupForm(space=space),
        "themes": offered_themes(space),
        "consent_ending": expiring_sheets(space, day_of(space, timezone.now())),
        "duties": duties,
        "kept": services.waiting_at(space).count(),
        "i_am_here": any(duty.checked_in_at and duty.person_id == by.pk for duty in duties),
    } | script_context(space)


def shell_context(space: Space, by: User) -> dict[str, Any]:
    """The same page without a record or a name: what a browser keeps for a start without a line."""
    nobody = {"shell": True, "duties": [], "i_am_here": False}
    return live_context(space, by, records=False) | form_context(space, by) | nobody


def _quick(template: HelpTemplate, key: str | None) -> Quick:
    return Quick(template.uid, template.name, json.dumps(template.preset), key or "")


def filled_with(preset: dict[str, Any]) -> dict[str, Any]:
    """A preset as the form shows it: usual minutes as a button, others written."""
    minutes = preset.get("minutes")
    return preset if minutes in MINUTES else preset | {"minutes": None, "minutes_own": minutes}


def _who(day: Day, taps: list[Tap], last: Tap | None, by: User) -> dict[str, Any]:
    """For whom help is noted: the last one counted when she had none yet, else somebody not counted yet."""
    default = last if last and last.unhelped else None
    by_minute = {tap.at.replace(second=0, microsecond=0): tap for tap in reversed(taps) if tap.unhelped}
    if default:
        by_minute.pop(default.at.replace(second=0, microsecond=0), None)
    others = sorted(by_minute.values(), key=lambda tap: tap.at, reverse=True)
    groups = [tap for tap in taps if tap.people > 1 and tap.unhelped]
    return {"default": default, "others": others[:4], "again": day.last_help(by), "groups": groups[:4]}


def offered_themes(space: Space, *chosen: str) -> dict[str, list[tuple[str, str]]]:
    """`first`: what is chosen, and the most used of this space; then the rest of the digital and the
    administrative list."""
    since = day_of(space, timezone.now() - RECENT)
    used = HelpRecord.objects.counted().at(space).filter(local_date__gte=since).themes_by_use()
    known = themes()
    first = [theme for theme in dict.fromkeys([*chosen, *used, *USUAL_THEMES]) if theme in known][:FREQUENT]
    rest = [theme for theme in known if theme not in first]
    return {
        "first": [(theme, theme_words(theme)) for theme in first],
        "digital": [(theme, theme_words(theme)) for theme in rest if theme.startswith("digital:")],
        "administrative": [
            (theme, theme_words(theme)) for theme in rest if theme.startswith("administrative:")
        ],
    }


def _duties(space: Space) -> list[Duty]:
    """Duties of this moment: confirmed ones first, then those planned but not confirmed."""
    now = timezone.now()
    running = Duty.objects.planned_between(now, now + timedelta(seconds=1)).filter(
        space=space, checked_out_at__isnull=True
    )
    duties = running.select_related("person").order_by("starts_at")
    return sorted(duties, key=lambda duty: (duty.checked_in_at is None, duty.checked_in_at or duty.starts_at))
