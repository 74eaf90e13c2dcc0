"""Texts in several languages: one JSON column `{language: text}` and the few functions around it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# The order in which another language stands in for a missing one.
FALLBACK = ("fr", "nl", "en")


def clean_texts(value: Any) -> None:
    """Refuse anything but `{"fr": "…", "nl": "…"}`. Raises ValidationError."""
    if not isinstance(value, dict) or not all(
        isinstance(language, str) and isinstance(text, str) for language, text in value.items()
    ):
        raise ValidationError(_("Write the text per language."), code="texts")


class TextsField(models.JSONField):
    """`{language: text}`; empty = {}. A language without text is left out, never stored as ''."""

    default_validators = [clean_texts]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            value = {language: text for language, text in value.items() if text}
        return super().get_prep_value(value)


def best_language(texts: dict[str, str], language: str | None = None) -> str:
    """The language in which `texts` can be read: the asked one, else FR, NL, EN, else any; '' when empty."""
    wanted = (language or get_language() or "fr")[:2]
    for candidate in (wanted, *FALLBACK, *texts):
        if texts.get(candidate):
            return candidate
    return ""


def say(texts: dict[str, str] | None, language: str | None = None) -> str:
    """The text in `language` (default: the page's), else in the best other one; '' when there is none."""
    texts = texts or {}
    return texts.get(best_language(texts, language), "")
