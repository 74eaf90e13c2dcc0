"""Somebody is asked to join by mail. The row stands only while the answer is awaited."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.spaces.models.organisation import Organisation
from opstap.spaces.models.people import scope_fits_role
from opstap.spaces.models.scope import Role, Scope
from opstap.spaces.models.space import Space
from opstap.territory.models import Network

VALID = timedelta(days=14)


class Invitation(models.Model):
    """A role that waits for a person without an account. Taken up or withdrawn, the row is deleted: what
    happened stands in the audit trail, without her name.

    The link is kept as a hash: who reads the database cannot take it up.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=2)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    space = models.ForeignKey(Space, models.PROTECT, null=True, related_name="invitations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="invitations")
    network = models.ForeignKey(Network, models.PROTECT, null=True, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    # The last mail: when it left, or none where it did not.
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=scope_fits_role(), name="invitation_scope_fits_role"),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("invited_at")), name="invitation_lasts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.scope}"

    @property
    def scope(self) -> Scope:
        return Scope(self.space or self.organisation or self.network)
