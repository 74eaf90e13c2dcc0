"""A post, who comes into it, and when either ends."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm, PlainModelForm
from opstap.spaces.forms.fields import control, day_field
from opstap.spaces.models import Assignment, Post, Space


class PostForm(PlainModelForm):
    class Meta:
        model = Post
        formfield_callback = control
        fields = ["function", "status", "fte", "space", "valid_from", "valid_until"]
        help_texts = {
            "fte": _("1 is full time, 0.5 is half time."),
            "space": _("Leave this empty when the post works for the whole organisation."),
            "valid_until": _("Leave this empty when no end is known."),
        }

    def __init__(self, *args: Any, spaces: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"valid_from": timezone.localdate()})
        super().__init__(*args, **kwargs)
        self.fields["fte"].localize = True
        self.fields["fte"].widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "in in-s"})
        choice = self.fields["space"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = spaces

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        _check_dates(self, data)
        return data


class SpacePostForm(PostForm):
    """A post of one space: which one is not asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, spaces=Space.objects.none(), **kwargs)
        del self.fields["space"]


class AssignmentForm(PlainModelForm):
    class Meta:
        model = Assignment
        formfield_callback = control
        fields = ["person", "share", "valid_from", "valid_until", "qualification", "qualified_on"]
        labels = {"person": _("Who?"), "qualified_on": _("Qualified since")}
        help_texts = {
            "share": _("1 is the whole post, 0.5 is half of it."),
            "qualification": _("For helping people with digital things. Only coordinators see it."),
        }

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"valid_from": timezone.localdate(), "share": Decimal(1)})
        super().__init__(*args, **kwargs)
        self.fields["share"].localize = True
        self.fields["share"].widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "in in-s"})
        choice = self.fields["person"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = people
            choice.empty_label = str(_("somebody without an account"))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        _check_dates(self, data)
        _check_qualification(self, data)
        return data


class QualificationForm(PlainModelForm):
    """What somebody in a post is qualified by."""

    class Meta:
        model = Assignment
        formfield_callback = control
        fields = ["qualification", "qualified_on"]
        labels = {"qualified_on": _("Qualified since")}
        help_texts = {"qualified_on": _("Leave it empty when you do not know.")}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        _check_qualification(self, data)
        return data


class LastDayForm(PlainForm):
    last_day = day_field(label=_("Last day"))


def _check_dates(form: forms.BaseForm, data: dict[str, Any]) -> None:
    first, last = data.get("valid_from"), data.get("valid_until")
    if first and last and last < first:
        form.add_error("valid_until", _("The last day comes before the first day."))


def _check_qualification(form: forms.BaseForm, data: dict[str, Any]) -> None:
    if data.get("qualified_on") and data.get("qualification", "") in {"", "none"}:
        form.add_error("qualified_on", _("A day without a qualification: choose which one it is."))
