"""Fields of what is sent: codes of closed lists, e-services, and their words."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opstap.core import vocabularies
from opstap.desk.models import EService
from opstap.desk.services.given import REMOTE, SPACE

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
