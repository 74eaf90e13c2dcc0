"""What visitors can use in a space, in easy words: “8 computers, 1 scanner”."""

from collections import Counter
from collections.abc import Callable, Iterator

from django.utils.translation import ngettext

from opstap.spaces.models import Space

Said = Callable[[int], str]

# In this order. The first are counts of the record, which the list of equipment tells where there is one.
COUNTS: tuple[tuple[str, Said], ...] = (
    ("computers", lambda n: ngettext("%(n)s computer", "%(n)s computers", n)),
    ("tablets", lambda n: ngettext("%(n)s tablet", "%(n)s tablets", n)),
    ("printers", lambda n: ngettext("%(n)s printer", "%(n)s printers", n)),
)
KINDS: tuple[tuple[str, Said], ...] = (
    ("scanner", lambda n: ngettext("%(n)s scanner", "%(n)s scanners", n)),
    ("printer_3d", lambda n: ngettext("%(n)s 3D printer", "%(n)s 3D printers", n)),
    (
        "screenreader",
        lambda n: ngettext("%(n)s computer that reads aloud", "%(n)s computers that read aloud", n),
    ),
    (
        "keyboard",
        lambda n: ngettext("%(n)s large keyboard or easy mouse", "%(n)s large keyboards or easy mice", n),
    ),
    (
        "aid",
        lambda n: ngettext(
            "%(n)s other aid for seeing or hearing", "%(n)s other aids for seeing or hearing", n
        ),
    ),
    ("screen", lambda n: ngettext("%(n)s large screen", "%(n)s large screens", n)),
)


def equipment_said(space: Space) -> Iterator[str]:
    listed: Counter[str] = Counter()
    for kind, number in space.equipment.usable().order_by().values_list("equipment_kind", "number"):
        listed[kind] += number
    counted = [(said, getattr(space, name)) for name, said in COUNTS]
    for said, number in (*counted, *((said, listed[kind]) for kind, said in KINDS)):
        if number:
            yield said(number) % {"n": number}
