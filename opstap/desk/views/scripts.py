"""What the desk's scripts are given: addresses, and words in the language of the page."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opstap.core.moments import clock_patterns
from opstap.desk.forms import DROP_REASONS
from opstap.spaces.models import Space

Words = dict[str, str | list[str]]


def script_context(space: Space) -> dict[str, Any]:
    """For `desk/_scripts.html` and the parts that scripts fill."""
    return {
        "space": space,
        "home": reverse("desk:choose"),
        "desk_url": reverse("desk:desk", args=[space.slug]),
        "shells": _shells(space.slug),
        "script_words": script_words(),
        "drop_reasons": DROP_REASONS,
    }


def leaving_context() -> dict[str, Any]:
    """For the question before signing out, on a page of no space."""
    return {
        "space": None,
        "home": reverse("desk:choose"),
        "script_words": script_words(),
        "drop_reasons": DROP_REASONS,
    }


def _shells(slug: str) -> dict[str, str]:
    """For each language the scope of its service worker, and this desk's page without records."""
    scopes = [f"/{language}/desk/" for language, _name in settings.OFFICE_LANGUAGES]
    return {scope: f"{scope}{slug}/shell/" for scope in scopes}


def script_words() -> Words:
    """{"name": text or [of one, of many]}"""
    return _counts() | _outbox() | _reasons() | _files() | _pins()


def _forms(say: Callable[[int], str]) -> list[str]:
    """Of one, of many: the browser knows which numbers take which."""
    return [strip_tags(say(number)) for number in (1, 2)]


def _counts() -> Words:
    return {
        "day_visits": _forms(
            lambda n: ngettext(
                '<strong class="num">1</strong> visit today',
                '<strong class="num">%(n)s</strong> visits today',
                n,
            )
        ),
        "day_helped": _forms(
            lambda n: ngettext(
                '<strong class="num">1</strong> helped today',
                '<strong class="num">%(n)s</strong> helped today',
                n,
            )
        ),
        "day_away": _forms(lambda n: ngettext("today 1 time", "today %(n)s times", n)),
        "here_visits": _forms(lambda n: ngettext("%(n)s visit noted here", "%(n)s visits noted here", n)),
        "here_helped": _forms(lambda n: ngettext("%(n)s helped, noted here", "%(n)s helped, noted here", n)),
        "here_away": _forms(lambda n: ngettext("noted here %(n)s time", "noted here %(n)s times", n)),
    }


def _outbox() -> Words:
    return {
        "clock": clock_patterns(),
        "kept": _("Kept on this computer: %(what)s."),
        "saved": _("Saved: %(what)s."),
        "all_sent": _("Everything is sent."),
        "sending": _("Being sent…"),
        "people": _forms(lambda n: ngettext("1 person", "%(n)s people", n)),
        "unsent": _forms(
            lambda n: ngettext("%(n)s note is not sent yet,", "%(n)s notes are not sent yet,", n)
        ),
        "since": _("since %(hour)s (%(age)s)."),
        "apart": _forms(
            lambda n: ngettext("%(n)s note could not be saved.", "%(n)s notes could not be saved.", n)
        ),
        "last_one": _("The last one, %(hour)s"),
        "came_at": _("Came at %(hour)s"),
        "thrown_away": _("thrown away: %(what)s"),
        "mending": _("You are mending: %(what)s"),
        "unreadable": _("This cannot be read any more."),
        "leaving": _("Thrown away when leaving."),
    }


def _reasons() -> Words:
    """Why nothing could be sent."""
    return {
        "line": "",
        "why_line": _("The server does not answer. It is tried again by itself."),
        "why_later": _("The server asks to send it again later. It is tried again by itself."),
        "why_sign_in": _("You are signed out. Sign in, then it is sent."),
        "why_revoked": _(
            "This computer may no longer send for this space. Sign in, or save the notes as a file."
        ),
        "why_not_yours": _("You do not work at this desk. A colleague of the space can send it from here."),
        "is_kept": _("It is kept on this computer."),
        "keep_open": _("It is kept only as long as this page is open."),
    }


def _pins() -> Words:
    """Said at a shared computer without a line."""
    return {
        "choose_who": _("Choose who you are."),
        "pin_missing": _("Write your PIN: 4 to 6 digits."),
        "pin_wrong": _("This PIN is not right. Try again."),
        "pin_wait": _("Too many tries. Wait until %(hour)s, then try again."),
        "pin_gone": _("You cannot be checked here without a line. Say your PIN once more with the line."),
    }


def _files() -> Words:
    return {
        "file_says": _forms(
            lambda n: ngettext(
                "%(n)s unsent note of an Opstap desk.", "%(n)s unsent notes of an Opstap desk.", n
            )
        ),
        "file_how": _(
            "Open the desk of the same space on any computer, "
            "choose “Bring in a file” under “This computer”. Brought in twice they count once."
        ),
        "file_foreign": _("This is not a file of unsent notes. Nothing was changed."),
        "file_changed": _(
            "This file was changed or is damaged. Nothing was brought in. "
            "Save it again at the computer it comes from."
        ),
        "brought_in": _forms(
            lambda n: ngettext("%(n)s note was brought in.", "%(n)s notes were brought in.", n)
        ),
    }
