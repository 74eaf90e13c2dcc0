"""An entry of the catalogue, a list of entries, and what is in use in a space."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opstap.core import vocabularies
from opstap.core.folding import fold
from opstap.core.forms import PlainForm, TextsFormField
from opstap.core.list_form import ListForm
from opstap.network.licences import UnknownLicenceError, read_licence
from opstap.network.models import MOST_MACHINES, FreeProgram, ProgramInUse
from opstap.network.services.program_lists import (
    LONGEST,
    MOST_REPLACED,
    ProgramLine,
    licence_problem,
    try_program_list,
)
from opstap.territory.models import Network


def _choices(name: str) -> Any:
    def terms() -> list[tuple[str, str]]:
        language = get_language() or "fr"
        return [(term.code, term.label(language)) for term in vocabularies.vocabulary(name).terms]

    return terms


class FreeProgramForm(PlainForm):
    name = forms.CharField(label=_("Name"), max_length=LONGEST["name"])
    field = forms.ChoiceField(label=_("What kind of program is it?"), choices=_choices("software_field"))
    purposes = TextsFormField(
        label=_("What is it for?"),
        help_text=_("In easy words: “Write letters, calculate in tables.”"),
        max_length=LONGEST["purpose"],
    )
    replaces = forms.CharField(
        label=_("Which programs does it replace?"),
        help_text=_("One a line: Microsoft Word. People who know that name find this one."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    licence = forms.CharField(
        label=_("Licence"),
        help_text=_("Its short name of the SPDX list: GPL-3.0-or-later, MPL-2.0."),
        max_length=LONGEST["licence"],
    )
    systems = forms.MultipleChoiceField(
        label=_("Where does it run?"),
        choices=_choices("operating_system"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("In which languages are its screens?"),
        choices=_choices("language"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    website = forms.URLField(
        label=_("Website of its makers"),
        help_text=_("A link only: nothing is fetched from there."),
        required=False,
        max_length=LONGEST["website"],
        assume_scheme="https",
    )
    valid_until = forms.DateField(
        required=False,
        label=_("Last day"),
        help_text=_("After this day the network no longer recommends it. Who uses it keeps it on the list."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, program: FreeProgram | None = None, **kwargs: Any) -> None:
        if program is not None:
            kwargs["initial"] = {name: getattr(program, name) for name in self.base_fields}
            kwargs["initial"]["replaces"] = "\n".join(program.replaces)
        super().__init__(*args, **kwargs)

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if not fold(name):
            raise forms.ValidationError(_("Write a name with letters or digits."))
        return name

    def clean_replaces(self) -> list[str]:
        lines = [" ".join(line.split()) for line in str(self.cleaned_data["replaces"]).splitlines()]
        names = list(dict.fromkeys(filter(None, lines)))
        if len(names) > MOST_REPLACED or any(len(name) > LONGEST["replaced"] for name in names):
            raise forms.ValidationError(
                _("At most %(most)s names of at most %(longest)s letters."),
                params={"most": MOST_REPLACED, "longest": LONGEST["replaced"]},
            )
        if any("|" in name for name in names):
            raise forms.ValidationError(_("Write each name on a line of its own, without |."))
        return names

    def clean_licence(self) -> str:
        try:
            licence = read_licence(self.cleaned_data["licence"])
        except UnknownLicenceError as error:
            raise forms.ValidationError(licence_problem(error)) from error
        if len(licence) > LONGEST["licence"]:
            raise forms.ValidationError(_("This is too long."))
        return licence


class ProgramListForm(ListForm[ProgramLine]):
    columns = _(
        "Columns: name, licence, and those that you have of field, purpose_fr, purpose_nl, purpose_en, "
        "replaces, systems, languages, website, last_day. The French SILL list is read too."
    )

    def __init__(self, *args: Any, network: Network, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.network = network

    def try_text(self, text: str) -> list[ProgramLine]:
        return try_program_list(text, self.network)


class InUseForm(PlainForm):
    """One line a program of the catalogue: is it in use, and on how many machines."""

    def __init__(
        self, *args: Any, programs: list[FreeProgram], in_use: list[ProgramInUse], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.programs = programs
        known = {use.program_id: use for use in in_use}
        for program in programs:
            use = known.get(program.pk)
            used = forms.BooleanField(label=program.name, required=False, initial=use is not None)
            machines = forms.IntegerField(
                label=_("On how many machines? (%(name)s)") % {"name": program.name},
                required=False,
                initial=use.machines if use else None,
                validators=[MinValueValidator(1), MaxValueValidator(MOST_MACHINES)],
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "in in-s"}),
            )
            self.fields[f"use-{program.uid}"], self.fields[f"machines-{program.uid}"] = used, machines

    def lines(self) -> Iterator[dict[str, Any]]:
        """What the page shows of each program."""
        for program in self.programs:
            used, machines = self[f"use-{program.uid}"], self[f"machines-{program.uid}"]
            yield {"program": program, "used": used, "machines": machines, "errors": machines.errors}

    def said(self) -> dict[int, int | None]:
        """Primary key → machines, of what is in use. A number alone says that it is."""
        found: dict[int, int | None] = {}
        for program in self.programs:
            machines = self.cleaned_data[f"machines-{program.uid}"]
            if machines is not None or self.cleaned_data[f"use-{program.uid}"]:
                found[program.pk] = machines
        return found
