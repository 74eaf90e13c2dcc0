"""The rules of the labels, as data: both versions of Brussels, and Wallonia's as a second label."""

from opstap.label.services.schemes import load_scheme
from opstap.territory.models import Network

SCHEMES = ("brussels-2019", "brussels-2021", "wallonia-2007")


def load_schemes(network: Network) -> None:
    for code in SCHEMES:
        load_scheme(network=network, code=code, by=None)
