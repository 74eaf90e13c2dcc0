"""The mandate: what an authority entrusts to an organisation, with which means, from when until when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.core.texts import TextsField, say
from opstap.spaces.models import Organisation, Space
from opstap.territory.models import Network


class Mandate(models.Model):
    """An object of its own beside the label (which says that conditions are met). It is public."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, related_name="mandates")
    authority = models.ForeignKey(
        Organisation, models.PROTECT, related_name="mandates_given", verbose_name=_("authority")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="mandates", verbose_name=_("organisation")
    )
    spaces = models.ManyToManyField(Space, blank=True, related_name="mandates", verbose_name=_("spaces"))
    titles = TextsField(verbose_name=_("title"))
    missions = TextsField(verbose_name=_("missions"))
    means = TextsField(verbose_name=_("means"))
    fte = models.DecimalField(
        _("funded full-time equivalents"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    yearly_amount = models.DecimalField(
        _("amount a year, in euros"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)
    legal_bases = TextsField(verbose_name=_("legal basis"))
    document_name = models.CharField(max_length=200, blank=True)
    document_sha256 = models.CharField(max_length=64, blank=True)
    is_public = models.BooleanField(default=False, help_text="False: being written")

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="mandate_until_after_from",
            ),
            models.CheckConstraint(
                condition=~Q(authority=F("organisation")), name="mandate_between_two_bodies"
            ),
        ]

    def __str__(self) -> str:
        return say(self.titles)
