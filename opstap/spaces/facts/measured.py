"""The facts this room knows: hours, equipment, people, price and welcome."""

from django.utils.translation import gettext_lazy as _

from opstap.spaces.facts import Fact, Unit, equipment, hours, people, record, register


def register_all() -> None:
    register(*HOURS, *EQUIPMENT, *PEOPLE, *WELCOME)


HOURS = (
    Fact(
        "spaces.open-hours",
        _("Open hours"),
        Unit.HOURS_A_WEEK,
        hours.hours_a_week("open"),
        looks_ahead=True,
    ),
    Fact(
        "spaces.staffed-hours",
        _("Accompanied hours"),
        Unit.HOURS_A_WEEK,
        hours.hours_a_week("staffed"),
        looks_ahead=True,
    ),
    Fact(
        "spaces.training-hours",
        _("Course hours"),
        Unit.HOURS_A_WEEK,
        hours.hours_a_week("training"),
        looks_ahead=True,
    ),
    Fact(
        "spaces.staffed-or-training-hours",
        _("Accompanied hours and course hours together"),
        Unit.HOURS_A_WEEK,
        hours.staffed_or_training_hours,
        looks_ahead=True,
    ),
    Fact(
        "spaces.mediator-weekdays",
        _("Days from Monday to Friday on which somebody helps"),
        Unit.DAYS_A_WEEK,
        hours.mediator_weekdays,
        looks_ahead=True,
    ),
)
EQUIPMENT = (
    Fact(
        "spaces.computers-and-tablets",
        _("Computers and tablets"),
        Unit.PIECES,
        equipment.computers_and_tablets,
    ),
    Fact(
        "spaces.workstations",
        _("Computers connected to the internet"),
        Unit.PIECES,
        equipment.workstations,
    ),
    Fact(
        "spaces.equipment-age",
        _("Mean age of computers and tablets"),
        Unit.YEARS,
        equipment.equipment_age,
    ),
    Fact(
        "spaces.free-software",
        _("Free software on the public computers"),
        Unit.YES_NO,
        equipment.free_software,
    ),
)
PEOPLE = (
    Fact(
        "spaces.qualified-staff",
        _("Qualified animators and trainers"),
        Unit.PEOPLE,
        people.qualified_staff,
        looks_ahead=True,
    ),
)
WELCOME = (
    Fact(
        "spaces.price-an-hour",
        _("Price of an hour of open access"),
        Unit.EUROS_AN_HOUR,
        record.price_an_hour,
    ),
    Fact(
        "spaces.open-to-everyone",
        _("Everybody gets equipment and help, whatever they come to do"),
        Unit.YES_NO,
        record.open_to_everyone,
    ),
)
