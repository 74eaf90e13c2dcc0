"""What Opstap tells a person about herself (GDPR, articles 15 and 20), kind by kind.

A room registers in `AppConfig.ready()` a `Told` for each kind of rows that she is shown and takes along, and
names the entries of `core.retention` of which she is told only how often her name stands there. A test fails
for a field that leads to a person and is in neither, and for a column of a `Told` that is neither told nor
withheld with a reason. Who reads and writes it out is `keeping.services.own_data`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db.models import EmailField, Model, Q, QuerySet, UUIDField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opstap.core.moments import date_words, on_day_at
from opstap.core.retention import Kept, Rule

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from opstap.accounts.models import User

SECRET = gettext_lazy("It is a secret, or opens something.")
INSIDE = gettext_lazy("It has a meaning inside of the program only.")
SOMEBODY_ELSE = gettext_lazy("It is about somebody else, or may be.")

BELONGS_TO_THE_SPACE = gettext_lazy(
    "What you recorded is about others, and belongs to the space or the network. "
    "It is counted here, not listed."
)

WITHOUT_AN_ACCOUNT = gettext_lazy(
    "Who writes without an account may give any address: we cannot know that it was you. "
    "What you followed up is counted too. Ask the network if you want to read yours."
)


@dataclass(frozen=True, slots=True)
class Told:
    """Rows about a person, told in full.

    `key`: its lasting name in the file. `link`: the field that leads to her, "spaces.Membership.user"; one
    that is no relation holds her e-mail address, or the id of her account. `kept`: the code of the rule or
    reason of `core.retention`. `columns` are told under their own names. Primary key and `link` go without
    saying; every other column is told, or `withheld` with a reason.
    """

    key: str
    name: "StrPromise"
    link: str
    kept: str
    columns: tuple[str, ...]
    said: Callable[[Any], str]
    """A row in a line, in the language of the page."""
    withheld: "Mapping[str, StrPromise]" = field(default_factory=dict)
    also: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    """What is worked out of a row, by its lasting name."""
    only: Q = field(default_factory=Q)
    along: tuple[str, ...] = ()
    """Relations that `said` and `columns` look at."""
    newest: str = "-pk"

    def rows(self, person: "User") -> QuerySet[Any]:
        """The newest first."""
        found = rows_that_name(person, self.link).filter(self.only)
        return found.select_related(*self.along).order_by(self.newest)


@dataclass(frozen=True, slots=True)
class Counted:
    """How often her name stands in what an entry of `core.retention` speaks of, and why that is all."""

    entry: Rule | Kept
    why: "StrPromise"

    @property
    def links(self) -> tuple[str, ...]:
        """The fields that lead to a person, without those of which everything is told."""
        told = {one.link for one in _TOLD.values()}
        return tuple(name for name in self.entry.fields if name not in told and leads_to_a_person(name))


_TOLD: dict[str, Told] = {}
_ORDER: dict[str, int] = {}
_COUNTED: dict[str, Counted] = {}


def tell(*told: Told, order: int) -> None:
    """A lower `order` stands first. Registering a key again replaces it."""
    for one in told:
        _TOLD[one.key], _ORDER[one.key] = one, order


def count(*entries: Rule | Kept, why: "StrPromise" = BELONGS_TO_THE_SPACE) -> None:
    _COUNTED.update((entry.code, Counted(entry, why)) for entry in entries)


def all_told() -> list[Told]:
    return sorted(_TOLD.values(), key=lambda one: _ORDER[one.key])


def all_counted() -> list[Counted]:
    return list(_COUNTED.values())


def model_and_field(link: str) -> tuple[type[Model], Any]:
    app, model, name = link.split(".")
    found = apps.get_model(app, model)
    return found, found._meta.get_field(name)


def leads_to_a_person(link: str) -> bool:
    """A relation to an account, or the e-mail address of whoever wrote."""
    _model, column = model_and_field(link)
    return column.related_model is apps.get_model(settings.AUTH_USER_MODEL) or isinstance(column, EmailField)


def rows_that_name(person: "User", link: str) -> QuerySet[Any]:
    model, column = model_and_field(link)
    rows = model._default_manager.all()
    if column.is_relation or column.primary_key:
        return rows.filter(**{column.name: person.pk})
    if isinstance(column, UUIDField):
        return rows.filter(**{column.name: person.uid})
    return rows.filter(**{f"{column.name}__iexact": person.email})


# --- in words ---------------------------------------------------------------------------------------


def in_a_line(*parts: object) -> str:
    """ "Coordinator: La Marche, since 3 May 2026"; what is empty is left out."""
    return ", ".join(str(part) for part in parts if part)


def since_until(first: date | None, last: date | None) -> str:
    return ", ".join(_days(first, last))


def _days(first: date | None, last: date | None) -> Iterator[str]:
    if first is not None:
        yield _("since %(day)s") % {"day": date_words(first)}
    if last is not None:
        yield _("until %(day)s") % {"day": date_words(last)}


def last_used(moment: datetime | None) -> str:
    return _("last used %(when)s") % {"when": on_day_at(moment)} if moment else ""
