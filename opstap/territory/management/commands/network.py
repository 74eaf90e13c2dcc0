"""`opstap network SLUG --name-fr … --name-nl …`: a network over a territory, Brussels by default."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from opstap.territory.models import Area, AreaKind, Network
from opstap.territory.services import create_network, load_brussels


class Command(BaseCommand):
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

    def handle(self, *_args: Any, **options: Any) -> None:
        names = {code: options[f"name_{code}"] for code in ("fr", "nl", "en") if options[f"name_{code}"]}
        if not names:
            raise CommandError("Give the network a name: --name-fr, --name-nl or --name-en.")
        if Network.objects.filter(slug=options["slug"]).exists():
            raise CommandError(f"A network called {options['slug']} is already there. Nothing was changed.")
        details = {key: options[key] for key in ("timezone", "phone", "email")}
        try:
            network = create_network(
                slug=options["slug"], names=names, area=self._area(options["area"]), **details
            )
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(f"Network {network.slug} is there: {network}.")

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
