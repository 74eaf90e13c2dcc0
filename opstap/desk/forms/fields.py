"""Fields of what is sent: codes of closed lists, e-services, and their words."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opstap.core import vocabularies
from opstap.desk import codes
from opstap.desk.models import CoachingSeries, EService
from opstap.desk.services.apart import revealing_themes
from opstap.desk.services.given import REMOTE, SPACE
from opstap.spaces.models import Space

NOT_SAID = "not_said"


def words(vocabulary: str, code: str) -> str:
    return vocabularies.label(vocabulary, code, get_language() or "fr")


def themes() -> list[str]:
    """All themes of help, as stored: "digital:email", "administrative:money"."""
    return [
        f"{list_name}:{code}"
        for list_name in ("digital", "administrative")
        for code in vocabularies.vocabulary(f"theme_{list_name}").codes()
    ]


def theme_words(theme: str) -> str:
    list_name, _colon, code = theme.partition(":")
    return words(f"theme_{list_name}", code)


class TermField(forms.ChoiceField):
    """One code of a closed list. "Not said" is the empty choice; its code, if there is one, is taken too."""

    def __init__(self, vocabulary: str, **kwargs: Any) -> None:
        self.vocabulary = vocabulary
        super().__init__(choices=self._offered, **kwargs)

    def _offered(self) -> Iterator[tuple[str, Any]]:
        if not self.required:
            yield "", _("Not said")
        for code in vocabularies.vocabulary(self.vocabulary).codes():
            if code != NOT_SAID:
                yield code, words(self.vocabulary, code)

    def valid_value(self, value: object) -> bool:
        return value in vocabularies.vocabulary(self.vocabulary)


class ModeField(TermField):
    """Help to one person. A group has a form of its own; its mode is still taken from elsewhere."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("help_mode", **kwargs)

    def _offered(self) -> Iterator[tuple[str, Any]]:
        return (choice for choice in super()._offered() if choice[0] != "workshop")


class PlaceField(TermField):
    """Where help was given. Left open: in the space, or from a distance where the mode says so."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("help_place", required=False, **kwargs)

    def _offered(self) -> Iterator[tuple[str, Any]]:
        yield "", words(self.vocabulary, SPACE)
        for code in ("home", "elsewhere"):
            yield code, words(self.vocabulary, code)

    def prepare_value(self, value: Any) -> Any:
        return "" if value in {None, SPACE, REMOTE} else value


def theme_choices() -> list[tuple[str, str]]:
    return [(code, theme_words(code)) for code in themes()]


class ThemeField(forms.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=theme_choices, **kwargs)

    def valid_value(self, value: object) -> bool:
        return value in themes()


def grouped_themes() -> list[tuple[Any, Any]]:
    """For a list to choose from: nothing yet, then the digital themes, then the administrative ones."""
    families = {"digital": _("Digital"), "administrative": _("Administrative")}
    groups = [
        (words, [choice for choice in theme_choices() if choice[0].startswith(f"{family}:")])
        for family, words in families.items()
    ]
    return [("", _("Choose a theme")), *groups]


def harmless_themes() -> list[tuple[Any, Any]]:
    """As `grouped_themes`, without those that must not be kept with a code."""
    revealing = revealing_themes()
    first, *groups = grouped_themes()
    return [first, *((name, [one for one in some if one[0] not in revealing]) for name, some in groups)]


class SeriesField(forms.CharField):
    """The code of a running coaching series of the space, as printed on the card; cleaned, the series.

    `kept`: the one that is named already, which may have ended since.
    """

    space: Space | None = None
    kept: CoachingSeries | None = None

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"class": "in-t", "autocomplete": "off", "placeholder": "K7-4M-2"}
        super().__init__(
            required=False,
            label=_("Coaching code"),
            max_length=20,
            widget=forms.TextInput(attrs=attrs),
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            code = codes.read(text)
        except ValueError as error:
            raise forms.ValidationError(_("There is a mistake in this code. Look at the card.")) from error
        if self.kept is not None and self.kept.code == code:
            return self.kept
        series = CoachingSeries.objects.running().filter(space=self.space, code=code).first()
        if series is None:
            raise forms.ValidationError(_("No series of this space runs under this code."))
        return series


class EServiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An entry of the network's list. `known`, where it is given, saves asking the database at every act."""

    known: Callable[[], dict[uuid.UUID, EService]] | None = None

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Which online service brought them?"))
        super().__init__(
            EService.objects.none(), to_field_name="uid", required=False, empty_label=_("Not said"), **kwargs
        )

    def to_python(self, value: Any) -> EService | None:
        if self.known is None:
            return super().to_python(value)
        if value in self.empty_values:
            return None
        try:
            return self.known()[uuid.UUID(value)]
        except (KeyError, ValueError) as error:
            said = self.error_messages["invalid_choice"]
            raise forms.ValidationError(said, code="invalid_choice", params={"value": value}) from error

    def label_from_instance(self, obj: EService) -> str:
        return str(obj)
