"""Fields of what is sent: codes of closed lists, e-services, and their words."""

import uuid
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opstap.core import vocabularies
from opstap.desk.models import EService
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


class EServiceField(forms.TypedChoiceField):
    """The id of an entry of the network's list, or None. Which entries there are, `SentForm` knows."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Which online service brought them?"))
        super().__init__(coerce=uuid.UUID, empty_value=None, required=False, **kwargs)

    def valid_value(self, value: object) -> bool:
        try:
            return bool(uuid.UUID(str(value)))
        except ValueError:
            return False


def choices_of(space: Space) -> list[tuple[str, Any]]:
    known = EService.objects.known_at(space)
    return [("", _("Not said")), *((str(service.uid), str(service)) for service in known)]
