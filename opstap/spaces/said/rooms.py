"""What is said of a room, in short sentences."""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opstap.core import vocabularies
from opstap.core.texts import say
from opstap.core.tongues import isolated, listed
from opstap.spaces.models import Room, Wheelchair


def room_facts(room: Room) -> list[str]:
    """Each a sentence, in the language that is active; nothing about what is not known."""
    return list(_facts(room))


def _facts(room: Room) -> Iterator[str]:
    language = get_language() or "fr"
    known = vocabularies.vocabulary("room_use").codes()
    uses = [vocabularies.label_inside("room_use", code, language) for code in known if code in room.uses]
    if uses:
        yield f"{capfirst(listed(uses))}."
    if room.places is not None:
        yield _("Seats: %(n)s.") % {"n": room.places}
    if room.machines:
        yield _("Computers: %(n)s.") % {"n": room.machines}
    if room.wheelchair:
        yield _WHEELCHAIR[room.wheelchair]()
    if room.can_be_booked is not None:
        yield _("Others can book it.") if room.can_be_booked else _("Others cannot book it.")
    if conditions := say(room.conditions):
        yield isolated(conditions)


_WHEELCHAIR = {
    Wheelchair.YES.value: lambda: _("You get in with a wheelchair."),
    Wheelchair.LIMITED.value: lambda: _("You get in with a wheelchair, with help."),
    Wheelchair.NO.value: lambda: _("You do not get in with a wheelchair."),
}
