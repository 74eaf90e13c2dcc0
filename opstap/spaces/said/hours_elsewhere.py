"""The hours as they leave the house: for who reads and evaluates them elsewhere."""

from django.utils import translation

from opstap.spaces.interruptions import announced_hours
from opstap.spaces.models import Space
from opstap.spaces.reserved import reserved_times_of, with_remarks
from opstap.spaces.said.whom import only_words


def shared_hours(space: Space, expression: str) -> str:
    """The expression with what is announced and what is reserved, remarks in French: `Mo-Fr 09:00-17:00,
    Tu 14:00-16:00 open "uniquement pour : femmes"; 2026 Dec 07-2026 Dec 18 off "travaux"`."""
    rows = reserved_times_of(space)
    if rows:
        with translation.override("fr"):
            said = {row.pk: only_words(row) for row in rows}
        expression = with_remarks(space, expression, said)
    return announced_hours(space, expression)
