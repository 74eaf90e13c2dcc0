"""`opstap keys create | list | rotate | revoke`: the keys that credentials are signed with."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from opstap.core.commands import PromptCommand
from opstap.credentials import identifiers, keyring
from opstap.credentials.keyring import Key, KeyringError
from opstap.credentials.rules.moments import write_moment


class Command(PromptCommand):
    help = "The keys that credentials are signed with: make the first, see them, replace, revoke one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["create", "list", "rotate", "revoke"])
        parser.add_argument("--key", default="", metavar="z6Mk…", help="which one to revoke")
        parser.add_argument("--reason", default="", help="why it is revoked; stays in the data folder")
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *_args: Any, act: str, **options: Any) -> None:
        try:
            self._do(act, options)
            keys = keyring.all_keys()
        except KeyringError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(
                json.dumps({"did": identifiers.own_did(), "keys": [_as_data(key) for key in keys]})
            )
        else:
            self.stdout.write("\n".join([f"Issuer: {identifiers.own_did()}", *map(_line, keys)]))

    def _do(self, act: str, options: dict[str, Any]) -> None:
        now = timezone.now()
        if act == "create":
            keyring.create(now)
        elif act == "rotate":
            keyring.rotate(now)
        elif act == "revoke":
            if not options["key"] or not options["reason"]:
                raise CommandError("Say which key and why: opstap keys revoke --key z6Mk… --reason …")
            keyring.revoke(options["key"], options["reason"], now)


def _state(key: Key) -> str:
    if key.revoked:
        return "revoked"
    return "retired" if key.retired else "signs"


def _line(key: Key) -> str:
    ended = key.revoked or key.retired
    since = f" {write_moment(ended)}" if ended else ""
    return f"{key.name}  made {write_moment(key.made)}  {_state(key)}{since}  {key.reason}".rstrip()


def _as_data(key: Key) -> dict[str, str | None]:
    return {
        "key": key.name,
        "state": _state(key),
        "made": write_moment(key.made),
        "retired": write_moment(key.retired) if key.retired else None,
        "revoked": write_moment(key.revoked) if key.revoked else None,
        "reason": key.reason,
    }
