"""Which programs are in use where: for the pages of a space, of a program, and for the figures."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from opstap.network.models import FreeProgram, ProgramInUse
from opstap.spaces.models import Space
from opstap.spaces.models.space import SpaceQuerySet


def sayable_at(space: Space, today: date) -> list[FreeProgram]:
    """What a space may say that it uses: what its networks recommend today, and what it says already."""
    known = FreeProgram.objects.known_at(space, today).in_force(today)
    wanted = Q(pk__in=known.values("pk")) | Q(uses__space=space)
    return list(FreeProgram.objects.filter(wanted).distinct())


def programs_at(space: Space) -> list[ProgramInUse]:
    """What is in use there, in the order of the names."""
    return list(space.programs_in_use.select_related("program").order_by("program__folded"))


def places_with(program: FreeProgram) -> SpaceQuerySet:
    """The public spaces where visitors can try it, in the order of their names.

    Another network may have the same program in its own catalogue: by its name.
    """
    used = ProgramInUse.objects.filter(program__folded=program.folded, space=OuterRef("pk"))
    return Space.objects.public().filter(Exists(used)).order_by("folded_name", "pk")
