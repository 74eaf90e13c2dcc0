"""Who sees reach and plans: the staff of the network, because posts of single spaces can be read from it."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from opstap.accounts.models import User
from opstap.coverage.models import Audience, CoveragePlan
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


def plans_of(user: User, network: Network) -> QuerySet[CoveragePlan]:
    """The plans of the network that the person sees: those shared with its staff, and her own.

    What belonged to an account that was closed belongs to the network: nobody else would ever see it.
    """
    shared = Q(audience=Audience.STAFF) | Q(by=user) | Q(by__isnull=True) | Q(by__is_active=False)
    return CoveragePlan.objects.filter(shared, network=network).select_related("job", "by")


def get_plan(user: User, slug: str, uid: UUID) -> CoveragePlan:
    """A plan that the person sees, of a network of whose staff she is."""
    network = get_reach_network(user, slug)
    plan = plans_of(user, network).filter(uid=uid).first()
    if plan is None:
        raise Http404
    plan.network = network
    return plan


def may_change(user: User, plan: CoveragePlan) -> bool:
    """Who asked for it; anybody of the staff when that account is gone."""
    return plan.by is None or plan.by == user or not plan.by.is_active


def get_plan_to_change(user: User, slug: str, uid: UUID) -> CoveragePlan:
    """The plan, or 403 for those of the staff who only see it."""
    plan = get_plan(user, slug, uid)
    if not may_change(user, plan):
        raise PermissionDenied
    return plan
