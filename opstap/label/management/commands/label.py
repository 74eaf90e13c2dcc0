"""`opstap label load CODE --network SLUG`: bring a shipped scheme into a network."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from opstap.core.commands import PromptCommand
from opstap.label.services.schemes import SchemeFileError, load_scheme, shipped
from opstap.territory.models import Network


class Command(PromptCommand):
    help = (
        "Load a scheme of the label that comes with Opstap, published since its own day. Safe to run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        load = acts.add_parser("load", help="load one of them into a network")
        load.add_argument("code", help=f"one of: {', '.join(shipped())}")
        load.add_argument("--network", required=True, help="short name of the network")
        acts.add_parser("list", help="show which schemes come with Opstap")

    def handle(self, *_args: Any, act: str, **options: Any) -> None:
        if act == "list":
            self.stdout.write("\n".join(shipped()))
            return
        network = Network.objects.filter(slug=options["network"]).first()
        if network is None:
            known = ", ".join(Network.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(
                f"There is no network {options['network']}. Known: {known}. Nothing was changed."
            )
        try:
            version = load_scheme(network=network, code=options["code"], by=None)
        except SchemeFileError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{version.scheme.slug}, version {version.number}: "
            f"{version.criteria.count()} criteria, valid since {version.valid_from}."
        )
