"""One lot of equipment."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainModelForm
from opstap.core.list_form import ListForm
from opstap.spaces.forms.fields import control, number_between
from opstap.spaces.models import EquipmentLot, Space
from opstap.spaces.models.equipment import FIRST_YEAR
from opstap.spaces.services.equipment_lists import MOST, LotLine, try_equipment_list


class EquipmentLotForm(PlainModelForm):
    class Meta:
        model = EquipmentLot
        formfield_callback = control
        fields = [
            "equipment_kind",
            "number",
            "year_bought",
            "origin",
            "condition",
            "runs_free_software",
            "is_online",
        ]
        labels = {
            "year_bought": _("In which year was it bought?"),
            "origin": _("New, refurbished or given?"),
            "condition": _("Does it work?"),
            "runs_free_software": _("Do people work with free software on it?"),
            "is_online": _("Is it connected to the internet?"),
        }
        help_texts = {
            "condition": _("What is under repair stays on the list and is not counted."),
            "number": _(
                "Only what visitors may use. Pieces of another age or kind go on a line of their own."
            ),
            "year_bought": _("Leave it empty when you do not know."),
            "runs_free_software": _("For example Linux, LibreOffice or Firefox."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, low, high in (("number", 1, MOST), ("year_bought", FIRST_YEAR, timezone.localdate().year)):
            number_between(self.fields[name], low, high)


class EquipmentListForm(ListForm[LotLine]):
    columns = _(
        "Columns: kind, number, and those that you have of year, origin, state, free_software, online, "
        "counted."
    )

    def __init__(self, *args: Any, space: Space, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.space = space

    def try_text(self, text: str) -> list[LotLine]:
        return try_equipment_list(text, self.space)
