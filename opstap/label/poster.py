"""The poster for the door and the digital mark: what they say, in the language or languages of the house."""

import io
from datetime import date
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from opstap.core.texts import say
from opstap.label.models import Label
from opstap.spaces.week_words import week_lines


def languages_of(label: Label) -> list[str]:
    """French and Dutch for a bilingual body, else its one language; for a space without organisation both."""
    organisation = label.space.organisation or label.organisation
    regime = organisation.language_regime if organisation else "both"
    return [regime] if regime in ("fr", "nl") else ["fr", "nl"]


def poster_facts(label: Label) -> dict[str, Any]:
    """What a tagged PDF of one A4 page says."""
    languages = languages_of(label)
    address = address_of(label, languages[0])
    with translation.override(languages[0]):
        title = _("Label of %(name)s") % {"name": say(label.space.names)}
        demo = _("Demonstration. Everything is invented.") if label.space.is_invented else None
    return {
        "title": title,
        "language": languages[0],
        "demo": demo,
        "parts": [_part(label, language) for language in languages],
        "address": address,
        "qr": qr_of(address),
    }


def _part(label: Label, language: str) -> dict[str, Any]:
    space = label.space
    with translation.override(language):
        staffed = space.staffed_hours.strip() not in ("", "off")
        lines = week_lines(space.staffed_hours if staffed else space.open_hours, date.max)
        return {
            "lang": language,
            "label": say(label.version.scheme.names),
            "name": say(space.names),
            "sentence": say(label.version.summaries) or _("This place meets the conditions of the label."),
            "hours_title": _("Somebody helps you") if staffed else _("Open"),
            "hours": [{"when": line.when, "what": line.what} for line in lines or []] or [_no_hours()],
            "scan": _("Is this label still valid? Scan the square, or go to the address below."),
        }


def _no_hours() -> dict[str, str]:
    return {"when": _("Hours"), "what": _("Ask inside.")}


def address_of(label: Label, language: str) -> str:
    """The public page of the label, in the language."""
    with translation.override(language):
        return str(settings.SITE_URL) + reverse("label:label-page", args=[label.uid])


def qr_of(text: str) -> str:
    """An SVG of a QR code, with a quiet zone."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", scale=8, border=2, xmldecl=False)
    return out.getvalue().decode()
