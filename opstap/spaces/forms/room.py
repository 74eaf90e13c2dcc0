"""A room of a space."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainModelForm
from opstap.spaces.forms.fields import control, number_between, several
from opstap.spaces.models import Room, Space
from opstap.spaces.models.room import MOST


class RoomForm(PlainModelForm):
    field_order = ("names", "uses", "places", "machines", "wheelchair", "can_be_booked", "conditions")
    uses: Any = several("room_use", _("What is the room for?"))

    class Meta:
        model = Room
        formfield_callback = control
        fields = ["names", "places", "machines", "wheelchair", "can_be_booked", "conditions"]
        labels = {
            "places": _("How many people have a seat?"),
            "machines": _("How many computers are in it?"),
            "wheelchair": _("Does one get in with a wheelchair?"),
            "can_be_booked": _("Can others book it?"),
        }
        help_texts = {
            "names": _("As it stands on the door: the blue room, first floor."),
            "machines": _("Write 0 when there is none. Leave it empty when you do not know."),
            "conditions": _("For example: ask two weeks before, the key is at the desk."),
        }

    def __init__(self, *args: Any, space: Space, today: date, row: Room | None = None, **kwargs: Any) -> None:
        del space, today
        super().__init__(*args, initial=_initial(row) if row else None, **kwargs)
        number_between(self.fields["places"], 1, MOST)
        number_between(self.fields["machines"], 0, MOST)

    def columns(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


def _initial(row: Room) -> dict[str, Any]:
    return {name: getattr(row, name) for name in RoomForm.field_order}
