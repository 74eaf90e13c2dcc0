"""Lists of codes in one JSON column."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible

from opstap.core import vocabularies


@deconstructible
@dataclass
class codes_of:  # noqa: N801 - used like a function: `validators=[codes_of("public")]`
    """Refuses what is not a list of codes of the vocabulary, each once."""

    vocabulary: str

    def __call__(self, value: Any) -> None:
        known = vocabularies.vocabulary(self.vocabulary)
        if not isinstance(value, list) or len(set(map(str, value))) != len(value):
            raise ValidationError("not a list of codes", code="invalid")
        if unknown := [code for code in value if code not in known]:
            raise ValidationError(f"not in {self.vocabulary}: {unknown}", code="invalid")
