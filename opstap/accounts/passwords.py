"""How long a password must be, said in our own words."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext_lazy as _

LENGTH = 12
LONG_PASSWORD = _("At least 12 characters. Four words that you remember make a good one.")


class LengthValidator(MinimumLengthValidator):
    """Django's own. Its sentence has no Dutch translation, so that Dutch pages would say it in French."""

    def __init__(self) -> None:
        super().__init__(min_length=LENGTH)

    def get_error_message(self) -> str:
        return str(LONG_PASSWORD)

    def get_help_text(self) -> str:
        return str(LONG_PASSWORD)
