"""The free programs that come along, and which of them invented spaces use."""

from datetime import date

from opstap.demonstration.services.region import COUNTS_NOTHING, DemoSpace
from opstap.network.models import FreeProgram, ProgramInUse
from opstap.network.services.catalogue import add_shipped
from opstap.territory.models import Network

EVERYWHERE = ("LibreOffice", "Firefox", "VLC media player")
HERE_AND_THERE = 0.12


def describe(network: Network, spaces: list[DemoSpace], today: date) -> None:
    """Who counts nothing has not told what is in use either."""
    programs = add_shipped(network, by=None)
    told = [demo for demo in spaces if demo.counts != COUNTS_NOTHING]
    ProgramInUse.objects.bulk_create(
        ProgramInUse(program=one, space=demo.space, machines=_machines(demo, one), said_on=today)
        for demo in told
        for one in programs
        if _uses(demo, one)
    )


def _uses(demo: DemoSpace, program: FreeProgram) -> bool:
    if program.name in EVERYWHERE:
        return demo.chance("software", program.name).random() < 0.8
    runs_here = {"windows", "linux"} & set(program.systems)
    return bool(runs_here) and demo.chance("software", program.name).random() < HERE_AND_THERE


def _machines(demo: DemoSpace, program: FreeProgram) -> int | None:
    """All computers for what everybody uses; a few for the rest; not said where they are not counted."""
    computers = demo.space.computers or 0
    if not computers:
        return None
    return computers if program.name in EVERYWHERE else min(computers, 2)
