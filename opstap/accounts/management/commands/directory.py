"""`opstap directory`: asks the directory through which people sign in whether it is what the settings say."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from opstap.accounts.directory import asking
from opstap.accounts.directory.asking import DirectoryError
from opstap.accounts.directory.configuration import directory, problems
from opstap.accounts.directory.entry import redirect_uri
from opstap.core.commands import PromptCommand


class Command(PromptCommand):
    help = "Ask the directory of OPSTAP_SIGNIN_ISSUER whether it answers as it should. Nobody is signed in."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if wrong := problems(settings.SIGN_IN_DIRECTORY):
            raise CommandError("\n".join(wrong))
        known = directory()
        if known is None:
            raise CommandError("No directory is set: OPSTAP_SIGNIN_ISSUER is empty. See docs/operations.md.")
        try:
            said = asking.metadata(known, anew=True)
            keys = asking.keys(known, older_than=0)
        except DirectoryError as error:
            raise CommandError(f"{known.issuer}: {error}.") from error
        unused = "" if known.signs_out else " (not used: OPSTAP_SIGNIN_SIGN_OUT is off)"
        self.stdout.write(
            f"{known.issuer} answers.\n"
            f"  sign-in: {said.authorization}\n"
            f"  tokens: {said.token}\n"
            f"  keys: {len(keys.keys)} at {said.keys}\n"
            f"  sign-out: {said.end_session or 'none'}{unused}\n"
            f"Register there: {redirect_uri()}"
        )
        if not keys.keys:
            raise CommandError("It has no keys: no sign-in can be checked.")
