"""Under which licence the data may be used again: that of each network."""

from dataclasses import dataclass

from opstap.territory.models import Licence, Network

ADDRESSES = {
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Licence.ETALAB: "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    Licence.ODBL: "https://opendatacommons.org/licenses/odbl/1-0/",
}
DEFAULT = Licence.CC_BY
"""Also for a place that belongs to no network."""


@dataclass(frozen=True, slots=True)
class Given:
    """A network and the licence of its data, with the address of the licence's own text."""

    network: Network
    name: str
    address: str


def given() -> list[Given]:
    return [
        Given(network, Licence(network.licence).label, ADDRESSES[Licence(network.licence)])
        for network in Network.objects.all()
    ]


def licence_links(network: Network | None) -> str:
    """The value of a Link header (RFC 8288): the licence of the network, or of all there are."""
    licences = [network.licence] if network else Network.objects.values_list("licence", flat=True)
    addresses = sorted({ADDRESSES[Licence(licence)] for licence in licences}) or [ADDRESSES[DEFAULT]]
    return ", ".join(f'<{address}>; rel="license"' for address in addresses)
