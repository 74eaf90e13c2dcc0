"""What visitors read of a building: a sentence for yes and one for no, in all languages of the finder."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SENTENCES: "dict[str, tuple[StrOrPromise, StrOrPromise]]" = {
    "step_free": (
        _("There is no step at the door."),
        _("There is a step at the door."),
    ),
    "ramp": (
        _("There is a ramp at the door."),
        _("There is no ramp at the door."),
    ),
    "wide_doors": (
        _("The doors are wide enough for a wheelchair."),
        _("Not all doors are wide enough for a wheelchair."),
    ),
    "door_opens_itself": (
        _("The door opens by itself."),
        _("You must push or pull the door."),
    ),
    "all_on_one_level": (
        _("You need no stairs inside."),
        _("You need the stairs inside."),
    ),
    "toilet": (
        _("There is a toilet you can use with a wheelchair."),
        _("There is no toilet you can use with a wheelchair."),
    ),
    "parking": (
        _("There is a reserved parking place for people with a disability near the door."),
        _("There is no reserved parking place for people with a disability near the door."),
    ),
    "table": (
        _("You can sit at a computer in a wheelchair."),
        _("The tables are not made for a wheelchair."),
    ),
    "hearing_loop": (
        _("There is a hearing loop for hearing aids."),
        _("There is no hearing loop."),
    ),
    "reading_help": (
        _("There is a computer that enlarges texts or reads them aloud."),
        _("There is no computer that enlarges texts or reads them aloud."),
    ),
    "guiding_strip": (
        _("A strip on the ground, to be felt with a cane, leads to the door."),
        _("No strip on the ground leads to the door."),
    ),
    "assistance_dog": (
        _("Assistance dogs are welcome."),
        _("Call first when you come with an assistance dog."),
    ),
    "quiet": (
        _("There is a quiet corner."),
        _("There is no quiet corner."),
    ),
}
