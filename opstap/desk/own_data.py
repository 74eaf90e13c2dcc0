"""What a person is told about the desk: her PIN there. What she counted is a number."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opstap.core import own_data
from opstap.core.own_data import SECRET, Told, in_a_line, since_until
from opstap.desk.retention import COMPUTERS, COUNTED_BY


def register() -> None:
    own_data.tell(PINS, WRONG_PINS, order=30)
    own_data.count(COUNTED_BY, COMPUTERS)


PINS = Told(
    key="desk_pins",
    name=gettext_lazy("At which desks you have a PIN"),
    link="desk.DeskPin.person",
    kept="desk.pin",
    columns=("space", "set_at"),
    withheld={"secret": SECRET},
    along=("space",),
    said=lambda pin: in_a_line(pin.space, since_until(pin.set_at, None)),
)

WRONG_PINS = Told(
    key="wrong_desk_pins",
    name=gettext_lazy("Wrong PINs since the last right one, at a computer of a desk"),
    link="desk.PinTries.person",
    kept="desk.computers",
    columns=("device", "wrong", "locked_until"),
    along=("device",),
    said=lambda tries: in_a_line(tries.device, _("wrong: %(n)s") % {"n": tries.wrong}),
)
