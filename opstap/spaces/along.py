"""Rows that belong to spaces, read at once for many spaces.

Django makes a queryset for each space and each kind of rows: for a hundred spaces of the API with all that
belongs to them that took twice as long as reading the rows.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from opstap.spaces.models import Space


def read_along(spaces: Sequence[Space], *names: str, **chosen: QuerySet[Any]) -> None:
    """Afterwards `space.offers.all()` and the like ask nothing, and are lists.

    names   of relations whose rows have a foreign key to the space ("offers", "stops")
    chosen  the same, with the rows to read ("programs_in_use": with their programs)
    """
    of_key = {space.pk: space for space in spaces}
    for name in (*names, *chosen):
        relation: Any = Space._meta.get_field(name)
        rows = chosen.get(name, relation.related_model._default_manager.all())
        kept: dict[int, list[Any]] = {key: [] for key in of_key}
        for row in rows.filter(**{f"{relation.field.name}__in": list(of_key)}):
            key = getattr(row, relation.field.attname)
            setattr(row, relation.field.name, of_key[key])
            kept[key].append(row)
        for key, space in of_key.items():
            space.__dict__.setdefault("_prefetched_objects_cache", {})[name] = kept[key]
