"""Who has a seat in the procedure: the committee that advises, the authority, who hears appeals."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.label.models.scheme import Scheme
from opstap.spaces.models import Organisation


class Part(models.TextChoices):
    """The secretariat (the region's officer of the network) needs no seat."""

    COMMITTEE = "committee", _("member of the committee")
    AUTHORITY = "authority", _("decides for the authority")
    APPEALS = "appeals", _("decides on appeals")


class Seat(models.Model):
    """A person's part in the procedure of one scheme, for the body she comes from, from a day until a day."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="label_seats")
    part = models.CharField(_("part"), max_length=10, choices=Part)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("comes from")
    )
    body = models.CharField(_("body, when it is no organisation of the network"), max_length=120, blank=True)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "user", "part"],
                condition=Q(valid_until__isnull=True),
                name="label_seat_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="label_seat_until_after_from",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()}, {self.scheme}"
