"""`opstap administrator EMAIL --name NAME`: the first person who may do everything, or one more.

No password is asked, so none stays in the history of the shell: the person chooses it with a one-time link.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.core.validators import validate_email

from opstap.core.commands import PromptCommand
from opstap.spaces.models import Role, Scope
from opstap.spaces.services import people


class Command(PromptCommand):
    help = "Make somebody administrator, or promote a known person, and print a link to set the password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="first name and name; for a new account")
        parser.add_argument("--language", choices=list(dict(settings.OFFICE_LANGUAGES)), default="fr")

    def handle(self, *args: Any, email: str, name: str, language: str, **options: Any) -> None:
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is not an e-mail address.") from error
        given = people.give_role(
            email=email,
            name=name or email.partition("@")[0],
            language=language,
            role=Role.ADMINISTRATOR,
            scope=Scope(),
            by=None,
        )
        person = given.membership.user
        said = "is administrator now" if given.is_new_role else "was administrator already"
        link = people.make_sign_in_link(person=person, by=None)
        self.stdout.write(f"{person.name} <{person.email}> {said}.")
        self.stdout.write(f"To choose a password (works once, for three days):\n{link}")
