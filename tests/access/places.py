"""The world of the access test: three places, and one person of each role, all of the place called "own"."""

from dataclasses import dataclass

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from opstap.accounts.models import User
from opstap.label.models import Scheme, SchemeVersion
from opstap.spaces.models import Organisation, Space
from opstap.territory.models import Network
from tests import factories


@dataclass(frozen=True)
class Place:
    """A space, the organisation that runs it and the network of both: what an address can name."""

    network: Network
    organisation: Organisation
    space: Space


def make_place(network: Network) -> Place:
    organisation = factories.make_organisation(network=network)
    return Place(network, organisation, factories.make_space(organisation=organisation))


def make_places() -> dict[str, Place]:
    own_network, other_network = factories.make_network(), factories.make_network()
    return {
        "own": make_place(own_network),
        "neighbour": make_place(own_network),
        "stranger": make_place(other_network),
    }


def label_scheme(place: Place) -> Scheme:
    """The label of the network of a place: made at the first call."""
    known = Scheme.objects.filter(network=place.network).first()
    return known or factories.make_scheme(place.network)


def label_version(place: Place) -> SchemeVersion:
    """Its version, with one declared criterion."""
    scheme = label_scheme(place)
    known = scheme.versions.first()
    if known is not None:
        return known
    version = factories.make_version(scheme)
    factories.make_criterion(version)
    return version


@dataclass(frozen=True)
class World:
    """The places by how they are known to the people, and the people by what they are: all of "own"."""

    places: dict[str, Place]
    people: dict[str, User]

    @property
    def own(self) -> Place:
        return self.places["own"]


def make_world() -> World:
    places = make_places()
    return World(places, make_people(places["own"]))


def make_people(own: Place) -> dict[str, User]:
    """One person per signed-in kind of visitor, named as in the table; each has spare codes."""
    people = {
        "animator of the space": factories.make_animator(own.space),
        "coordinator of the space": factories.make_coordinator(own.space),
        "coordinator of the organisation": factories.make_coordinator(own.organisation),
        "network coordinator": factories.make_network_coordinator(own.network),
        "region officer": factories.make_region_officer(own.network),
        "administrator": factories.make_administrator(),
    }
    scheme = label_scheme(own)
    for part in ("committee", "authority", "appeals"):
        people[f"{part} seat"] = factories.make_seat(scheme, part).user
    for user in people.values():
        RecoveryCodes.activate(user)
    return people
