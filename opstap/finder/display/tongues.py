"""What the page of the finder's languages shows to those who answer for the network."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from opstap.core.tongues import FINDER
from opstap.finder import tongues
from opstap.finder.models import CheckedTongue


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language, and who said when that a speaker has checked its words. `is_old`: they changed since."""

    code: str
    name: str
    by: str
    at: datetime | None
    is_old: bool

    @property
    def is_checked(self) -> bool:
        return self.at is not None and not self.is_old


def all_of_them() -> list[Tongue]:
    checked = {one.language: one for one in CheckedTongue.objects.select_related("checked_by")}
    return [_tongue(code, name, checked.get(code)) for code, name in FINDER.items()]


def context(language: str) -> dict[str, Any]:
    """One language, with each of its words beside those of the page's language."""
    found = next(tongue for tongue in all_of_them() if tongue.code == language)
    rows = [(_(message), said) for message, said in tongues.words(language)]
    return {"tongue": found, "rows": rows}


def _tongue(code: str, name: str, checked: CheckedTongue | None) -> Tongue:
    if checked is None:
        return Tongue(code, name, "", None, is_old=False)
    is_old = checked.digest != tongues.digest(code)
    return Tongue(code, name, checked.checked_by.name, checked.checked_at, is_old)
