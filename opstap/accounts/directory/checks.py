"""What `opstap check`, `migrate` and `serve` say of the settings of the directory."""

from typing import Any

from django.conf import settings
from django.core import checks

from opstap.accounts.directory.configuration import problems


def register() -> None:
    checks.register(check_directory, "accounts")


def check_directory(**_options: Any) -> list[checks.CheckMessage]:
    hint = "docs/operations.md, “Sign-in by a directory of your own”. `opstap directory` then asks it."
    found: list[checks.CheckMessage] = [
        checks.Error(problem, hint=hint, id="accounts.E001")
        for problem in problems(settings.SIGN_IN_DIRECTORY)
    ]
    return found
