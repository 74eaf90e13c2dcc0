"""The forms of a file: what is written, what is asked, said, advised, decided."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm
from opstap.label.forms.mandate import day_field
from opstap.label.models import Advice, Application, Criterion, DecisionKind, FilePart
from opstap.label.services.readiness import Line

YES, NO = "yes", "no"


def long_text(label: Any, *, rows: int = 8, most: int = 10_000, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


class StartForm(PlainForm):
    version = forms.ChoiceField(label=_("Which label do you ask for?"), widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("In which language should the authority write to you?"),
        choices=[("fr", "Français"), ("nl", "Nederlands")],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, versions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["version"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = versions


class PartForm(PlainForm):
    text = long_text(_("Your text"), rows=14, most=20_000, required=False)
    is_ready = forms.BooleanField(label=_("This part is ready"), required=False)


class PieceForm(PlainForm):
    about = forms.ChoiceField(label=_("What does the piece show?"))
    piece = forms.FileField(
        label=_("The piece"),
        help_text=_("PDF, PNG, JPEG, DOCX, XLSX, ODT, ODS or plain text, at most 10 MB, without macros."),
    )

    def __init__(self, *args: Any, file: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["about"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = things_of(file)


def things_of(file: Application) -> list[tuple[str, Any]]:
    """Parts and criteria that a question or a piece can be about, as choices."""
    parts = [(f"part:{part.value}", part.label) for part in FilePart]
    criteria = [(f"criterion:{one.code}", str(one)) for one in file.version.criteria.all()]
    return [(str(_now("Parts")), parts), (str(_now("Criteria")), criteria)]


def thing_named(file: Application, name: str) -> dict[str, Any]:
    """`{"part": …}` or `{"criterion": …}` of a choice of `things_of`."""
    kind, _colon, code = name.partition(":")
    if kind == "part":
        return {"part": FilePart(code)}
    return {"criterion": Criterion.objects.get(version=file.version_id, code=code)}


def _said(declared: bool | None) -> str:
    return "" if declared is None else YES if declared else NO


class AnswersForm(PlainForm):
    """Yes or no for each criterion, and why where it is not what is measured."""

    def __init__(self, *args: Any, lines: list[Line], **kwargs: Any) -> None:
        self.lines = lines
        super().__init__(*args, **kwargs)
        for line in lines:
            key, answer = line.criterion.pk, line.answer
            said = _said(answer.declared if answer else None)
            self.fields[f"declared-{key}"] = forms.ChoiceField(
                label=_("Is it so?"),
                required=False,
                choices=[(YES, _("yes")), (NO, _("no"))],
                widget=forms.RadioSelect,
                initial=said,
            )
            self.fields[f"remark-{key}"] = long_text(
                _("Explanation"), rows=2, most=4000, required=False, initial=answer.remark if answer else ""
            )
            self.fields[f"remark-{key}"].widget.attrs["class"] = "in"

    def said(self) -> dict[int, dict[str, Any]]:
        """As `services.files.answer_criteria` takes it."""
        declared = {YES: True, NO: False}
        return {
            line.criterion.pk: {
                "declared": declared.get(self.cleaned_data[f"declared-{line.criterion.pk}"]),
                "remark": self.cleaned_data[f"remark-{line.criterion.pk}"],
            }
            for line in self.lines
        }

    def rows(self) -> list[tuple[Line, Any, Any]]:
        return [
            (line, self[f"declared-{line.criterion.pk}"], self[f"remark-{line.criterion.pk}"])
            for line in self.lines
        ]


class FileForm(PlainForm):
    """A form about one file; without fields it only asks whether one is sure."""

    def __init__(self, *args: Any, file: Application, **kwargs: Any) -> None:
        self.file = file
        super().__init__(*args, **kwargs)


class RemarkForm(FileForm):
    remark = long_text(_("Why, if you want to say it"), rows=3, most=2000, required=False)


class AskForm(FileForm):
    about = forms.ChoiceField(label=_("What is it about?"))
    question = long_text(_("What must be corrected or explained?"), rows=5, most=4000)

    def __init__(self, *args: Any, file: Application, **kwargs: Any) -> None:
        super().__init__(*args, file=file, **kwargs)
        choice = self.fields["about"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = things_of(file)


class CorrectionForm(PlainForm):
    text = long_text(_("Your answer"), rows=6, most=8000)


class DeclareForm(FileForm):
    has_conflict = forms.ChoiceField(
        label=_("Have you a link with this space or its organisation?"),
        choices=[(NO, _("No, none")), (YES, _("Yes, I withdraw from this file"))],
        widget=forms.RadioSelect,
    )
    explanation = long_text(_("Which link, if you want to say it"), rows=3, most=2000, required=False)


class FindingsForm(FileForm):
    """What was found of each criterion."""

    def __init__(self, *args: Any, file: Application, **kwargs: Any) -> None:
        super().__init__(*args, file=file, **kwargs)
        self.criteria = list(file.version.criteria.all())
        for criterion in self.criteria:
            self.fields[f"found-{criterion.code}"] = forms.ChoiceField(
                label=str(criterion),
                choices=[("not_seen", _("not seen")), ("met", _("met")), ("not_met", _("not met"))],
                widget=forms.Select(attrs={"class": "in"}),
            )

    def findings(self) -> dict[str, str]:
        return {one.code: self.cleaned_data[f"found-{one.code}"] for one in self.criteria}


class ReviewForm(FindingsForm):
    advice = forms.ChoiceField(label=_("Your view"), choices=Advice.choices, widget=forms.RadioSelect)
    reasons = long_text(
        _("Your reasons"), help_text=_("The applicant reads them once it is decided. Keep to the facts.")
    )


class VisitForm(FindingsForm):
    visited_on = day_field(label=_("Day of the visit"))
    text = long_text(_("What was seen"))

    def clean_visited_on(self) -> Any:
        day = self.cleaned_data["visited_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."), code="future")
        return day


class DecideForm(FileForm):
    kind = forms.ChoiceField(
        label=_("The decision"),
        choices=[
            (DecisionKind.AWARD, DecisionKind.AWARD.label),
            (DecisionKind.REFUSE, DecisionKind.REFUSE.label),
        ],
        widget=forms.RadioSelect,
    )
    reasons = long_text(
        _("The reasons"),
        rows=10,
        most=20_000,
        help_text=_("In the language of the file: the letter carries them as you write them."),
    )


class AppealForm(FileForm):
    grounds = long_text(_("Why is the decision wrong?"))


class SettleForm(DecideForm):
    def __init__(self, *args: Any, file: Application, **kwargs: Any) -> None:
        super().__init__(*args, file=file, **kwargs)
        choice = self.fields["kind"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(kind.value, kind.label) for kind in (DecisionKind.UPHOLD, DecisionKind.OVERTURN)]
