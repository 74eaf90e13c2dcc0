"""The form that takes a list: a file, or its lines. Tried first; then all right rows are written at once."""

from typing import Any, Generic, Protocol, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm
from opstap.core.lists import LARGEST, UnreadableError, decode


class Row(Protocol):
    """What a row would become; `problem`: what is wrong with it, '' when nothing."""

    number: int
    problem: str


R = TypeVar("R", bound=Row)


class ListForm(PlainForm, Generic[R]):
    """A room subclasses it, says its columns in `columns`, and what a list becomes in `try_text`."""

    file = forms.FileField(label=_("List as CSV"), required=False)
    text = forms.CharField(
        label=_("Lines of the list"),
        required=False,
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Paste them here, or choose a file. After trying, the lines of the file stand here."),
    )
    skip = forms.BooleanField(label=_("Leave out the rows with a problem"), required=False)

    columns: Any = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = self.columns
        self.lines: list[R] = []

    def try_text(self, text: str) -> list[R]:
        """Every row with what it would become; nothing is written. Raises UnreadableError."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        try:
            text = decode(data["file"].read()) if data.get("file") else data.get("text", "")
            if not text.strip():
                self.add_error("text", _("Choose a file, or paste the lines of the list."))
            elif not self.errors:
                self.lines = self.try_text(text)
        except UnreadableError as error:
            self.add_error("file" if data.get("file") else "text", str(error))
            text = ""
        if text:
            self.data = {**self.data.dict(), "text": text}  # type: ignore[attr-defined]
        return data

    @property
    def problems(self) -> list[R]:
        return [line for line in self.lines if line.problem]

    @property
    def may_be_written(self) -> bool:
        """Somebody who has seen it tried asks for it, and has looked at what is wrong."""
        is_right = self.is_valid() and self.data.get("do") == "write"
        return is_right and (not self.problems or self.cleaned_data["skip"])
