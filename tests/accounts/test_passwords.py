import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation


def test_a_short_password_is_refused_in_the_language_of_the_page() -> None:
    with translation.override("nl"), pytest.raises(ValidationError) as refused:
        validate_password("vier woorde")
    assert refused.value.messages == [
        "Minstens 12 tekens. Vier woorden die je onthoudt, zijn een goed wachtwoord."
    ]


def test_four_words_are_a_good_password() -> None:
    assert validate_password("vier woorden die blijven") is None
