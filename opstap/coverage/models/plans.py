"""Plans of a network: what was asked, and the answer as it was found that day."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.core.models import Job
from opstap.territory.models import Network


class Aim(models.TextChoices):
    NORM = "norm", _("the norm: most people served by a post")
    COVERING = "covering", _("people within reach: most people who have a place with help near")
    DISTANCE = "distance", _("mean distance: the shortest way to the nearest place with help")


class Audience(models.TextChoices):
    STAFF = "staff", _("the staff of the network")
    ASKER = "asker", _("only who asked for it")


class CoveragePlan(models.Model):
    """A named plan, shared within its network unless its asker keeps it. `answer` is {} until its job is
    done; then it stays."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, related_name="coverage_plans")
    name = models.CharField(_("name"), max_length=120)
    aim = models.CharField(_("aim"), max_length=8, choices=Aim, default=Aim.NORM)
    audience = models.CharField(_("who sees it"), max_length=8, choices=Audience, default=Audience.STAFF)
    question = models.JSONField(default=dict)
    answer = models.JSONField(default=dict)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["network", "-at"], name="plan_of_network")]
        constraints = [
            models.CheckConstraint(condition=models.Q(aim__in=Aim.values), name="plan_has_a_known_aim"),
            models.CheckConstraint(
                condition=models.Q(audience__in=Audience.values), name="plan_has_a_known_audience"
            ),
        ]

    def __str__(self) -> str:
        return self.name
