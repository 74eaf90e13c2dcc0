"""Invented equipment, prices, admission and qualifications: as real records are, some of them not whole."""

from datetime import date

from opstap.demonstration.services.region import COUNTS_NOTHING, DemoSpace
from opstap.spaces.models import Admission, Assignment, EquipmentLot, Space

OLDEST, NEWEST = 9, 1
"""Years since purchase."""


def describe(spaces: list[DemoSpace], this_year: int) -> None:
    """Lots that add up to the counts of each record; who counts nothing has listed nothing either."""
    told = [demo for demo in spaces if demo.counts != COUNTS_NOTHING]
    EquipmentLot.objects.bulk_create(lot for demo in told for lot in _lots(demo, this_year))
    for demo in spaces:
        demo.space.admission = _admission(demo)
        demo.space.price_hour = {"conditional": 1, "paid": 2}.get(demo.space.price)
    Space.objects.bulk_update([demo.space for demo in spaces], ["admission", "price_hour"])
    _qualify(told)


def _lots(demo: DemoSpace, this_year: int) -> list[EquipmentLot]:
    chance, computers = demo.chance("equipment"), demo.space.computers or 0
    laptops = computers // 3
    pieces = [
        ("desktop", computers - laptops),
        ("laptop", laptops),
        ("tablet", demo.space.tablets or 0),
        ("printer", demo.space.printers or 0),
    ]
    return [
        EquipmentLot(
            space=demo.space,
            equipment_kind=kind,
            number=number,
            year_bought=this_year - chance.randint(NEWEST, OLDEST) if chance.random() < 0.9 else None,
            origin=chance.choice(("new", "refurbished")),
            runs_free_software=None if kind == "printer" else chance.random() < 0.4,
            is_online=True,
            condition=EquipmentLot.Condition.WORKING,
            counted_on=date(this_year, 1, 15),
        )
        for kind, number in pieces
        if number
    ] + _more(demo, this_year)


def _more(demo: DemoSpace, this_year: int) -> list[EquipmentLot]:
    """What some have besides; thrown apart, so that the others stay what they are."""
    chance = demo.chance("more equipment")
    given = EquipmentLot.Origin.DONATED
    return [
        EquipmentLot(
            space=demo.space, equipment_kind=kind, number=1, origin=given, counted_on=date(this_year, 1, 15)
        )
        for kind, share in (("scanner", 0.5), ("printer_3d", 0.1), ("screenreader", 0.2), ("keyboard", 0.2))
        if chance.random() < share
    ]


def _admission(demo: DemoSpace) -> str:
    if demo.counts == COUNTS_NOTHING:
        return ""
    return Admission.SOME if demo.space.host == "seniors" else Admission.EVERYBODY


def _qualify(told: list[DemoSpace]) -> None:
    """In most places somebody is qualified; in every fourth it is not said."""
    codes = ("certificate", "network_training", "experience", "")
    position = {demo.space.pk: demo.position for demo in told}
    found = list(Assignment.objects.filter(post__space__in=position.keys()).select_related("post"))
    for one in found:
        one.qualification = codes[position[one.post.space_id or 0] % len(codes)]
    Assignment.objects.bulk_update(found, ["qualification"])
