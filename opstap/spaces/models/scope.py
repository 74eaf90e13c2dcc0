"""Where a role holds."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opstap.spaces.models.organisation import Organisation
from opstap.spaces.models.space import Space
from opstap.territory.models import Network


class Role(models.TextChoices):
    ANIMATOR = "animator", gettext_lazy("animator")
    COORDINATOR = "coordinator", gettext_lazy("coordinator")
    NETWORK_COORDINATOR = "network_coordinator", gettext_lazy("network coordinator")
    REGION_OFFICER = "region_officer", gettext_lazy("region officer")
    ADMINISTRATOR = "administrator", gettext_lazy("administrator")


ROLES_IN: dict[str, tuple[Role, ...]] = {
    "space": (Role.ANIMATOR, Role.COORDINATOR),
    "organisation": (Role.ANIMATOR, Role.COORDINATOR),
    "network": (Role.NETWORK_COORDINATOR, Role.REGION_OFFICER),
    "installation": (Role.ADMINISTRATOR,),
}
"""The roles that make sense in each kind of scope; the database holds the same rule."""


@dataclass(frozen=True)
class Scope:
    """One space, all spaces of an organisation, a network, or (`thing` is None) the whole installation."""

    thing: Space | Organisation | Network | None = None

    @property
    def kind(self) -> str:
        return "installation" if self.thing is None else type(self.thing).__name__.lower()

    @property
    def key(self) -> str:
        """How an address names it: "space-<slug>", "organisation-<uid>", "network-<slug>", "installation"."""
        if self.thing is None:
            return self.kind
        own = self.thing.uid if isinstance(self.thing, Organisation) else self.thing.slug
        return f"{self.kind}-{own}"

    def __str__(self) -> str:
        if isinstance(self.thing, Organisation):
            return _("all spaces of %(organisation)s") % {"organisation": self.thing}
        return _("the whole of Opstap") if self.thing is None else str(self.thing)

    def as_fields(self) -> dict[str, Any]:
        """The columns of a Membership that hold this scope."""
        return {} if self.thing is None else {self.kind: self.thing}
