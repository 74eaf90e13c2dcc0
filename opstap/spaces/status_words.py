"""A state of a space in words, with its shape and colour. Never colour alone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from opstap.core.moments import between, clock, date_words, day_name, day_words, on_day_at, until
from opstap.core.texts import say
from opstap.spaces.interruptions import announced
from opstap.spaces.said.whom import reserved_words, whom_words

if TYPE_CHECKING:
    from opstap.spaces.status import Status


@dataclass(frozen=True)
class StatusWords:
    """`shape` is a pictogram of the sprite, `css` the colour's class ("" = the quiet one)."""

    shape: str
    css: str
    headline: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.headline} {self.detail}".strip()


def words_of(status: "Status") -> StatusWords:
    words = _for_whom(status, _SAYERS[status.kind](status))
    more = [_("At: %(address)s.") % {"address": status.stop.address}] if status.stop else []
    more += [announced(one, status.at.date()) for one in status.notices]
    if status.unconfirmed_since:
        day = date_words(status.unconfirmed_since)
        more.append(_("Not confirmed by the place since %(day)s.") % {"day": day})
    return replace(words, detail=" ".join(filter(None, (words.detail, *more)))) if more else words


def _for_whom(status: "Status", words: StatusWords) -> StatusWords:
    """What is open for some only says so first; what opens for some says so beside the hour."""
    if status.reserved is None:
        return words
    if not status.is_open:
        said = reserved_words(status.reserved)
        return words if status.kind == "reserved" else replace(words, detail=f"{words.detail} {said}".strip())
    headline = _("Open now, only for: %(whom)s.") % {"whom": whom_words(status.reserved)}
    parts = [_reserved_until(status), _on_appointment(status), words.headline, words.detail]
    return StatusWords(words.shape, "is-warn", headline, " ".join(filter(None, parts)))


def _reserved_until(status: "Status") -> str:
    said = until(status.reserved_until) if status.reserved_until else ""
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _on_appointment(status: "Status") -> str:
    return _("By appointment.") if status.reserved and status.reserved.by_appointment else ""


def _reserved(status: "Status") -> StatusWords:
    whom = whom_words(status.reserved) if status.reserved else ""
    parts = [_reserved_until(status), _on_appointment(status)]
    if status.until and status.reserved_until and status.until > status.reserved_until:
        parts.append(_("Then for everybody."))
    headline = _("Now only for: %(whom)s.") % {"whom": whom}
    return StatusWords("s-appointment", "is-warn", headline, " ".join(filter(None, parts)))


def _there_now(status: "Status") -> StatusWords:
    said = [_("Confirmed at %(time)s.") % {"time": clock(status.confirmed_at)}] if status.confirmed_at else []
    return StatusWords("s-now", "is-ok", _("Somebody is there now."), " ".join([*_until(status), *said]))


def _usual(status: "Status") -> StatusWords:
    said = _("Today %(hours)s.") % {"hours": _span(status.since, status.until)} if not _whole(status) else ""
    detail = " ".join(filter(None, [said or _("Day and night."), _("Not yet confirmed.")]))
    return StatusWords("s-usual", "is-info", _("Normally open."), detail)


def _open_unstaffed(status: "Status") -> StatusWords:
    parts = list(_until(status))
    if status.help_from:
        parts.append(_("Somebody helps from %(time)s.") % {"time": clock(status.help_from)})
    return StatusWords("s-open", "is-info", _("Open, nobody helps now."), " ".join(parts))


def _later(status: "Status") -> StatusWords:
    headline = _("Opens at %(time)s.") % {"time": clock(status.next_start or status.at)}
    return StatusWords("s-later", "is-own", headline, " ".join(_next_hours(status)))


def _next_hours(status: "Status") -> list[str]:
    parts = [_("Open %(until)s.") % {"until": until(status.next_end)}] if status.next_end else []
    if status.help_from:
        parts.append(_("Somebody helps from %(time)s.") % {"time": clock(status.help_from)})
    elif status.next_has_help is False:
        parts.append(_("Nobody helps then."))
    return parts


def _next_day(status: "Status") -> StatusWords:
    return StatusWords("s-closed", "", _("Closed now."), _opens_again(status))


def _opens_again(status: "Status") -> str:
    if status.next_start is None:
        return ""
    return _("Opens again %(when)s.") % {"when": on_day_at(status.next_start, status.at.date())}


def _appointment(status: "Status") -> StatusWords:
    if status.how == "course":
        return StatusWords("s-appointment", "is-warn", _("Only courses."), _("Ask the place to join one."))
    ways = {
        "phone": _("Call first."),
        "online": _("Book online first."),
        "mail": _("Write first."),
        "referral": _("Somebody must send you there."),
    }
    return StatusWords("s-appointment", "is-warn", _("By appointment."), ways.get(status.how, ""))


def _itinerant(status: "Status") -> StatusWords:
    day, today = (status.next_start or status.at).date(), status.at.date()
    if day == today:
        headline = _("Here today")
    elif day - today < timedelta(days=7):
        headline = _("Here on %(day)s") % {"day": day_name(day)}
    else:
        headline = _("Here on %(day)s") % {"day": day_words(day, today)}
    return StatusWords("s-itinerant", "is-info", headline, f"{_span(status.next_start, status.next_end)}.")


def _closed(status: "Status") -> StatusWords:
    if status.how == "no_public":
        return StatusWords("s-closed", "", _("Not open to visitors."))
    reason = say(status.closure.reasons) if status.closure else status.reason
    headline = _("Closed: %(reason)s.") % {"reason": reason.rstrip(".")} if reason else _("Closed.")
    return StatusWords("s-closed", "", headline, _opens_again(status) or _closed_until(status))


def _closed_until(status: "Status") -> str:
    if status.closure is None or status.closure.last_day is None:
        return _("No next day is known.")
    last = day_words(status.closure.last_day, status.at.date())
    return _("Until %(last)s, that day included.") % {"last": last}


def _unknown(status: "Status") -> StatusWords:
    return StatusWords("s-unknown", "", _("Hours not known."), _("Call first."))


def _whole(status: "Status") -> bool:
    """Open round the clock: a beginning or an end would say nothing."""
    return status.until is not None and status.until - status.at > timedelta(days=1)


def _until(status: "Status") -> list[str]:
    if status.until is None or _whole(status):
        return []
    said = until(status.until)
    return [f"{said[:1].upper()}{said[1:]}."]


def _span(start: datetime | None, end: datetime | None) -> str:
    return between(start, end) if start and end else ""


_SAYERS: dict[str, Callable[["Status"], StatusWords]] = {
    "there_now": _there_now,
    "usual": _usual,
    "open_unstaffed": _open_unstaffed,
    "later": _later,
    "next_day": _next_day,
    "reserved": _reserved,
    "appointment": _appointment,
    "itinerant": _itinerant,
    "closed": _closed,
    "unknown": _unknown,
}
