"""`opstap software load --network SLUG`: the free programs that come along, into a catalogue."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from opstap.core.commands import PromptCommand
from opstap.network.services.catalogue import add_shipped, shipped
from opstap.territory.models import Network


class Command(PromptCommand):
    help = "Free programs that come with Opstap, into the catalogue of a network. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        load = acts.add_parser("load", help="add those that the catalogue lacks")
        load.add_argument("--network", required=True, help="short name of the network")
        acts.add_parser("list", help="show which programs come along")

    def handle(self, *_args: Any, act: str, **options: Any) -> None:
        if act == "list":
            self.stdout.write("\n".join(f"{said['name']}: {said['licence']}" for said in shipped()))
            return
        network = Network.objects.filter(slug=options["network"]).first()
        if network is None:
            known = ", ".join(Network.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(
                f"There is no network {options['network']}. Known: {known}. Nothing was changed."
            )
        added = add_shipped(network, by=None)
        self.stdout.write(f"{network.slug}: {len(added)} programs added, {len(shipped())} come along.")
