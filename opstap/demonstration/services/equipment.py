"""Invented equipment, prices, admission and qualifications: as real records are, some of them not whole."""

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
            origin=chance.choice(EquipmentLot.Origin.values),
            runs_free_software=None if kind == "printer" else chance.random() < 0.4,
            is_online=True,
        )
        for kind, number in pieces
        if number
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
