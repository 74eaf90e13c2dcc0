"""Organisations of the field, and who belongs to which network since when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7
from opstap.core.texts import TextsField, say
from opstap.territory.models import Network


class LanguageRegime(models.TextChoices):
    """Official notices and posters of a bilingual body carry FR and NL on one sheet."""

    FR = "fr", _("French")
    NL = "nl", _("Dutch")
    BOTH = "both", _("French and Dutch")


class Organisation(models.Model):
    """A legal body: runs spaces, or teaches, refers or supports without one."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    names = TextsField(verbose_name=_("name"))
    kind = models.CharField(_("kind"), max_length=20, blank=True, help_text="vocabulary organisation_kind")
    enterprise_number = models.CharField(_("enterprise number"), max_length=20, blank=True)
    language_regime = models.CharField(
        _("language regime"), max_length=4, choices=LanguageRegime, default=LanguageRegime.BOTH
    )
    website = models.URLField(_("website"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    # Folded name and source: how an import recognises an organisation it has met before.
    import_key = models.CharField(max_length=200, blank=True, db_index=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return say(self.names)


class NetworkMembership(models.Model):
    """An organisation or a space belongs to a network, from a day until a day."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="network_memberships"
    )
    space = models.ForeignKey(
        "spaces.Space", models.PROTECT, null=True, blank=True, related_name="network_memberships"
    )
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=True, space__isnull=False)
                | Q(organisation__isnull=False, space__isnull=True),
                name="member_is_organisation_or_space",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="member_until_after_from",
            ),
            models.UniqueConstraint(
                fields=["network", "space"],
                condition=Q(space__isnull=False, valid_until__isnull=True),
                name="space_in_network_once",
            ),
            models.UniqueConstraint(
                fields=["network", "organisation"],
                condition=Q(organisation__isnull=False, valid_until__isnull=True),
                name="organisation_in_network_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.space or self.organisation} – {self.network}"
