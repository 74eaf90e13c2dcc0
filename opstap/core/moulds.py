"""A template rendered once with gaps in the place of what differs, and filled many times: for what is shown
at every turn.

The template stays the one place where its HTML stands. What it asks about (`{% if %}`, `{% for %}`) must be
known when the mould is made, so moulds are kept by that; what it only shows may be a gap:

    @lru_cache(maxsize=64)
    def _mould(language: str, has_phone: bool) -> Mould:
        return mould("finder/place.html", {"has_phone": has_phone, "name": gap("name")})

    _mould("fr", True).fill(name=space.name)
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

# Signs of Unicode's private use, which no template of ours holds.
_GAP = re.compile("\ue000(\\w+)\ue001")
# What needs no escaping; asking by type is much faster than `conditional_escape`.
_SAFE = {SafeString, int}


def _escaped(part: Any) -> Any:
    kind = type(part)
    if kind in _SAFE:
        return part
    return html.escape(part) if kind is str else conditional_escape(part)


@dataclass(frozen=True, slots=True)
class Mould:
    """HTML with gaps, written for the operator `%`."""

    text: str

    def fill(self, **parts: Any) -> SafeString:
        """The HTML. Parts that are not marked as safe are escaped, as in a template."""
        return SafeString(self.text % {name: _escaped(part) for name, part in parts.items()})


def gap(name: str) -> SafeString:
    """What stands in the place of a part. A template can show it, and nothing else: no filters."""
    return SafeString(f"\ue000{name}\ue001")


def mould(template_name: str, context: Mapping[str, Any]) -> Mould:
    """The template in the language of the moment; `context` holds gaps and what decides about the shape."""
    rendered = get_template(template_name).render(dict(context))
    return Mould(_GAP.sub(r"%(\1)s", rendered.replace("%", "%%")))
