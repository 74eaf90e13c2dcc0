"""What a space offers: contact, help, price, welcome, way in, equipment."""

from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.spaces.building import CODES_IN_ORDER, NO, QUESTIONS, YES, Question, with_answers
from opstap.spaces.forms.fields import control
from opstap.spaces.forms.record.base import RecordForm
from opstap.spaces.models import Admission, Space, Wheelchair
from opstap.spaces.models.price import told_by
from opstap.spaces.welcome import Strength, strength_of


class ContactForm(RecordForm):
    class Meta:
        model = Space
        formfield_callback = control
        fields = ["phone", "email", "website"]


class OfferForm(RecordForm):
    offers: ClassVar[dict[str, Any]] = {
        "service": _("What do people get help with?"),
        "support": _("How do you help?"),
    }

    class Meta:
        model = Space
        formfield_callback = control
        fields: ClassVar[list[str]] = []


class PriceForm(RecordForm):
    class Meta:
        model = Space
        formfield_callback = control
        fields = ["price", "price_hour", "price_note"]
        help_texts = {
            "price_hour": _(
                "The highest price of an hour at a computer, without a course. For example: 1.50"
            ),
            "price_note": _("For example: printing costs 0.10 euro a page."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["price_hour"].localize = True
        self.fields["price_hour"].widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "in in-s"})
        self.elsewhere = (
            reverse("spaces:row-list", args=[self.space.slug, "prices"]),
            _("The list of prices"),
        )
        self.note = _("What costs what, line by line, stands in a list of its own.")
        if told := told_by(self.space.price_rules.all()):
            self.note = _(
                "The list of prices says what a computer or help costs: it is not asked again here."
            )
            for name in told:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        hour, is_free = data.get("price_hour"), data.get("price") == "free"
        if hour and is_free:
            self.add_error("price_hour", _("You say that it is free: leave the price of an hour empty."))
        elif hour == 0 and not is_free:
            self.add_error("price_hour", _("When an hour costs nothing, choose “free” and leave this empty."))
        elif hour is not None and hour < 0:
            self.add_error("price_hour", _("A price is not below zero."))
        return {**data, "price_hour": hour or None} if "price_hour" in self.fields else data


FIRST = "first"
"""The answer in the form for: everybody, and first of all some."""


ADMISSIONS = [
    (Admission.EVERYBODY.value, _("Everybody alike")),
    (FIRST, _("Everybody, and first of all the people ticked below")),
    (Admission.SOME.value, _("Only the people ticked below")),
    ("", _("not said")),
]


class WelcomeForm(RecordForm):
    offers: ClassVar[dict[str, Any]] = {
        "public": _("Which people?"),
        "access_mode": _("How do people come to you?"),
        "language": _("Which languages does the team speak?"),
        "special_care": _("Who gets special care?"),
    }
    admission: Any = forms.ChoiceField(
        label=_("Who gets equipment and help, whatever they come to do?"),
        help_text=_("A course may still be for a group."),
        required=False,
        choices=ADMISSIONS,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Space
        formfield_callback = control
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        strength = strength_of(self.space.admission, self.space.codes("public"))
        self.initial["admission"] = FIRST if strength == Strength.PREFERRED else self.space.admission

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        admission, publics = data.get("admission"), data.get("public")
        if admission in {FIRST, Admission.SOME} and publics == []:
            self.add_error("public", _("Tick the people that you mean above."))
        elif admission == Admission.EVERYBODY and publics:
            words = _("Above you say: everybody alike. Choose “first of all”, or tick nobody here.")
            self.add_error("public", words)
        return data

    def columns(self) -> dict[str, Any]:
        columns = super().columns()
        said = columns["admission"]
        return {**columns, "admission": Admission.EVERYBODY.value if said == FIRST else said}


class AccessForm(RecordForm):
    """The wheelchair, the questions about the building, and what else there is to say."""

    class Meta:
        model = Space
        formfield_callback = control
        fields = ["wheelchair", "access_note"]
        labels = {"wheelchair": _("Does one get in with a wheelchair?")}
        help_texts = {"access_note": _("What the answers above do not say: which bell, which lift.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            said = self.space.building.get(question.code, {})
            self.fields[question.code] = _yes_no(question, said.get("answer", ""))
        self.order_fields(["wheelchair", *CODES_IN_ORDER, "access_note"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        is_barred = data.get("step_free") == "no" and data.get("ramp") == "no"
        if is_barred and data.get("wheelchair") == Wheelchair.YES:
            words = _("There is a step and no ramp: nobody gets in alone with a wheelchair.")
            self.add_error("wheelchair", words)
        return data

    def columns(self) -> dict[str, Any]:
        columns = super().columns()
        said = {code: columns.pop(code) for code in CODES_IN_ORDER}
        today = timezone.localdate(timezone=self.space.zone)
        return {**columns, "building": with_answers(self.space.building, said, today)}


def _yes_no(question: Question, answer: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=question.asked,
        help_text=question.hint,
        required=False,
        initial=answer,
        choices=[(YES, _("yes")), (NO, _("no")), ("", _("I do not know"))],
        widget=forms.RadioSelect,
    )


class EquipmentForm(RecordForm):
    class Meta:
        model = Space
        formfield_callback = control
        fields = ["computers", "tablets", "printers", "seats"]
        help_texts = {
            "computers": _("Write 0 when there is none. Leave it empty when you do not know."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.space.equipment.counts():
            del self.fields[name]
            self.note = _("What stands in the list of equipment is counted there and not asked again.")
            self.elsewhere = (reverse("spaces:equipment", args=[self.space.slug]), _("The list of equipment"))
