"""`opstap network SLUG --name-fr … --name-nl …`: a network over a territory, Brussels by default.

`opstap network SLUG --licence CC0-1.0` alone changes the licence of the open data of one that is there.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from opstap.core.commands import PromptCommand
from opstap.territory.models import Area, AreaKind, Licence, Network
from opstap.territory.services import create_network, load_brussels, set_licence


class Command(PromptCommand):
    help = "Create a network over a territory; without --area over the Brussels-Capital Region."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="short name for addresses and commands, for example brussels")
        parser.add_argument("--name-fr", default="")
        parser.add_argument("--name-nl", default="")
        parser.add_argument("--name-en", default="")
        parser.add_argument("--area", help="official code of an area that is already there")
        parser.add_argument("--timezone", default="Europe/Brussels")
        parser.add_argument("--phone", default="")
        parser.add_argument("--email", default="")
        parser.add_argument(
            "--licence", choices=Licence.values, help=f"of the open data (default: {Licence.CC_BY})"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        names = {code: options[f"name_{code}"] for code in ("fr", "nl", "en") if options[f"name_{code}"]}
        if options["licence"] and not names:
            self._set_licence(options["slug"], options["licence"])
            return
        if not names:
            raise CommandError("Give the network a name: --name-fr, --name-nl or --name-en.")
        if Network.objects.filter(slug=options["slug"]).exists():
            raise CommandError(f"A network called {options['slug']} is already there. Nothing was changed.")
        details = {key: options[key] for key in ("timezone", "phone", "email")}
        details["licence"] = options["licence"] or Licence.CC_BY
        try:
            network = create_network(
                slug=options["slug"], names=names, area=self._area(options["area"]), **details
            )
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(f"Network {network.slug} is there: {network}.")

    def _set_licence(self, slug: str, licence: str) -> None:
        network = Network.objects.filter(slug=slug).first()
        if network is None:
            raise CommandError(f"No network is called {slug}. To make one give it a name, too.")
        set_licence(network, licence)
        self.stdout.write(
            f"The open data of {network.slug} may be used under {network.get_licence_display()}."
        )

    def _area(self, code: str | None) -> Area:
        if code is None:
            return load_brussels()
        area = Area.objects.filter(code=code).order_by("kind").first()
        if area is None:
            known = ", ".join(Area.objects.filter(kind=AreaKind.REGION).values_list("code", flat=True))
            raise CommandError(
                f"No area has the code {code}. Regions known: {known or 'none'}. "
                "Import areas first: opstap import areas FILE."
            )
        return area
