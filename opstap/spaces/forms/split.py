"""A part of a space is a place of its own: its name, its address, since when, who and what goes with it."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opstap.accounts.models import User
from opstap.core import vocabularies
from opstap.core.forms import TextsFormField
from opstap.core.numbers import amount
from opstap.spaces.forms.fields import day_field
from opstap.spaces.forms.relocation import MoveForm
from opstap.spaces.models import EquipmentLot, Post, Room
from opstap.spaces.permissions import team_of
from opstap.spaces.services.splitting import Chosen


class _Several(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Rows with the words that people know them by."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        """A number longer than any key is no row either; SQLite would not take it."""
        try:
            return super().clean(value)
        except OverflowError as problem:
            raise forms.ValidationError(self.error_messages["invalid_list"], code="invalid_list") from problem

    def label_from_instance(self, obj: Any) -> str:
        language = get_language() or "fr"
        if isinstance(obj, Post):
            said = vocabularies.label("post_function", obj.function, language)
            return ", ".join([f"{said}, {amount(obj.fte)} {_('FTE')}", *_names_in(obj)])
        if isinstance(obj, EquipmentLot):
            return f"{obj.number} · {vocabularies.label('equipment_kind', obj.equipment_kind, language)}"
        return str(obj)


def _names_in(post: Post) -> list[str]:
    """Who fills it, and goes on to: two posts of one kind are told apart by them."""
    return sorted(one.person.name for one in post.assignments.all() if one.person and not one.valid_until)


class SplitForm(MoveForm):
    names = TextsFormField(label=_("Name of the new place"), max_length=200)
    on = day_field(
        label=_("Since which day is it a place of its own?"),
        help_text=_("What was done before that day stays with the old place."),
    )
    is_antenna = forms.BooleanField(label=_("It is an antenna of the old place"), required=False)
    people = _Several(
        User.objects.none(),
        label=_("Who works there?"),
        help_text=_(
            "Roles, duties and what these people noted since that day go to the new place, where nothing of "
            "somebody else hangs on it."
        ),
        required=False,
    )
    posts = _Several(
        Post.objects.none(),
        label=_("Which posts are there?"),
        help_text=_("They end at the old place the day before, and begin at the new one."),
        required=False,
    )
    lots = _Several(
        EquipmentLot.objects.none(),
        label=_("Which equipment is there?"),
        required=False,
    )
    rooms = _Several(Room.objects.none(), label=_("Which rooms are there?"), required=False)
    field_order = (
        *("names", "on", "streets", "postcode", "cities", "municipality", "point"),
        *("is_antenna", "people", "posts", "lots", "rooms"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("people", team_of(self.space))
        self._offer(
            "posts", self.space.posts.filter(valid_until=None).prefetch_related("assignments__person")
        )
        self._offer("lots", self.space.equipment.all())
        self._offer("rooms", self.space.rooms.all())

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        if not rows.exists():
            del self.fields[name]
        elif isinstance(field, _Several):
            field.queryset = rows

    def address(self) -> dict[str, Any]:
        """The columns of Space that say where it is."""
        names = ("streets", "postcode", "cities", "municipality", "lat", "lon", "precision")
        columns = self.columns()
        return {name: columns[name] for name in names}

    def chosen(self) -> Chosen:
        keys = {
            name: frozenset(row.pk for row in self.cleaned_data.get(name) or ())
            for name in ("people", "posts", "lots", "rooms")
        }
        return Chosen(**keys)
