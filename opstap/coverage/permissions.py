"""Who sees reach and plans: the staff of the network, because posts of single spaces can be read from it."""

from uuid import UUID

from django.http import Http404

from opstap.accounts.models import User
from opstap.coverage.models import CoveragePlan
from opstap.spaces.permissions import NETWORK_STAFF, networks_of
from opstap.territory.models import Network


def sees_reach(user: User) -> bool:
    return bool(reach_networks(user))


def reach_networks(user: User) -> list[Network]:
    """The networks of which the person is coordinator or region officer; all for an administrator."""
    return networks_of(user, *NETWORK_STAFF)


def get_reach_network(user: User, slug: str) -> Network:
    """The network, or 404 to everybody who is not of its staff."""
    for network in reach_networks(user):
        if network.slug == slug:
            return network
    raise Http404


def get_plan(user: User, slug: str, uid: UUID) -> CoveragePlan:
    """A plan of a network of whose staff the person is: plans are shared within the network."""
    network = get_reach_network(user, slug)
    plan = CoveragePlan.objects.filter(network=network, uid=uid).select_related("job", "by").first()
    if plan is None:
        raise Http404
    plan.network = network
    return plan
