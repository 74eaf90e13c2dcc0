"""One change to the network, asked in a small form; each turns into the change that a link carries."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import LongSelect, PlainForm, TimeBox
from opstap.core.moments import weekday_name
from opstap.coverage.what_if.changes import (
    LONGEST_NAME,
    MOST_POSTS,
    Change,
    ChangeError,
    Close,
    Hours,
    Longer,
    New,
    Posts,
    read,
    written,
)

Choices = Sequence[tuple[str, str]]


class ChangeForm(PlainForm):
    """`code` is the value of the hidden field `do`. `spaces`, `areas`: what there is to choose."""

    code: ClassVar[str]
    title: ClassVar[Any]
    usual: ClassVar[dict[str, Any]] = {}

    def __init__(self, data: Any = None, *, spaces: Choices, areas: Choices) -> None:
        super().__init__(data, auto_id=f"id_{self.code}_%s", initial=self.usual)
        for name, choices in (("space", spaces), ("area", areas)):
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", ""), *choices]
        if "days" in self.fields:
            days = self.fields["days"]
            assert isinstance(days, forms.MultipleChoiceField)
            days.choices = [(str(day), weekday_name(day)) for day in range(1, 8)]

    @property
    def change(self) -> Change:
        """Of a valid form."""
        raise NotImplementedError


class MinutesBox(TimeBox):
    """Minutes after midnight."""

    def __init__(self, label: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time", "class": "in-t"}, format="%H:%M")
        wrong = {"invalid": _("Write a time such as 9:30.")}
        super().__init__(label=label, widget=widget, error_messages=wrong)

    def clean(self, value: Any) -> Any:
        moment = super().clean(value)
        return 60 * moment.hour + moment.minute


class HoursForm(ChangeForm):
    """Days, from, until."""

    days = forms.MultipleChoiceField(label=_("On which days"), widget=forms.CheckboxSelectMultiple)
    begins = MinutesBox(_("From"))
    ends = MinutesBox(_("Until"))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        begins, ends = given.get("begins"), given.get("ends")
        if begins is not None and ends is not None and begins >= (ends or 24 * 60):
            self.add_error("ends", gettext("The end comes after the beginning, on the same day."))
        return given

    @property
    def hours(self) -> Hours:
        given = self.cleaned_data
        days = tuple(sorted(map(int, given["days"])))
        return Hours(days, given["begins"], given["ends"] or 24 * 60)


def posts_field(least: Decimal, help_text: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=_("Posts, in full-time equivalents"),
        help_text=help_text,
        min_value=least,
        max_value=MOST_POSTS,
        max_digits=4,
        decimal_places=2,
        localize=True,
    )


class CloseForm(ChangeForm):
    code, title = "close", _("A space closes")
    space = forms.ChoiceField(label=_("Space"), widget=LongSelect)

    @property
    def change(self) -> Close:
        return Close(self.cleaned_data["space"])


class LongerForm(HoursForm):
    code, title = "hours", _("Somebody helps at more hours")
    usual = {"days": ["6"], "begins": "09:00", "ends": "13:00"}
    space = forms.ChoiceField(label=_("Space"), widget=LongSelect)
    field_order = ("space", "days", "begins", "ends")

    @property
    def change(self) -> Longer:
        return Longer(self.cleaned_data["space"], self.hours)


class PostsForm(ChangeForm):
    code, title = "posts", _("A space gets or loses posts")
    space = forms.ChoiceField(label=_("Space"), widget=LongSelect)
    fte = posts_field(-MOST_POSTS, _("0.5 for half a post more, −0.5 for half a post less."))

    def clean_fte(self) -> Decimal:
        fte: Decimal = self.cleaned_data["fte"]
        if not fte:
            raise forms.ValidationError(_("Not 0."))
        return fte

    @property
    def change(self) -> Posts:
        return Posts(self.cleaned_data["space"], self.cleaned_data["fte"])


class NewForm(HoursForm):
    code, title = "new", _("A new space opens")
    usual = {"days": list("12345"), "begins": "09:00", "ends": "17:00"}
    area = forms.ChoiceField(label=_("In the middle of this area"), required=False, widget=LongSelect)
    point = forms.CharField(
        label=_("Or at this postcode or point"),
        help_text=_("1070, or latitude and longitude: 50.8366, 4.3110."),
        max_length=40,
        required=False,
    )
    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME, required=False)
    fte = posts_field(Decimal(0), "")
    field_order = ("area", "point", "name", "fte", "days", "begins", "ends")

    def clean_point(self) -> str:
        point = "".join(self.cleaned_data["point"].split()).strip(",;")
        try:
            if point:
                read(written(New(point, Decimal(1), Hours((1,), 540, 600))))
        except ChangeError as problem:
            raise forms.ValidationError(
                _("Write a postcode, or latitude and longitude with a comma between.")
            ) from problem
        return point

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if "point" in given and "area" in given and bool(given["point"]) == bool(given["area"]):
            self.add_error("area", gettext("Say where: one area, or one postcode or point."))
        return given

    @property
    def change(self) -> New:
        given = self.cleaned_data
        return New(given["point"] or given["area"], given["fte"], self.hours, given["name"].strip())


CHANGE_FORMS: tuple[type[ChangeForm], ...] = (CloseForm, LongerForm, PostsForm, NewForm)
