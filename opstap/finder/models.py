"""What the finder keeps: words for needs, which languages were checked, what was typed and led nowhere."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.core import vocabularies
from opstap.core.ids import uuid7
from opstap.territory.models import Network


class NeedWord(models.Model):
    """What people type instead of what we call it, and the service that they mean by it."""

    LONGEST = 60

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, related_name="need_words")
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    word = models.CharField(_("what people type"), max_length=LONGEST)
    folded = models.CharField(max_length=LONGEST * 2)
    service = models.CharField(_("what they mean"), max_length=30)

    class Meta:
        ordering = ["language", "folded"]
        constraints = [
            models.UniqueConstraint(fields=["network", "language", "folded"], name="need_word_once")
        ]

    def __str__(self) -> str:
        return self.word

    def service_label(self) -> str:
        return vocabularies.label("service", self.service, self.language)


class CheckedTongue(models.Model):
    """A speaker has checked the words of the finder in a language: those of this digest, no later ones."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    language = models.CharField(max_length=2, unique=True)
    digest = models.CharField(max_length=64)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["language"]

    def __str__(self) -> str:
        return self.language


class UnansweredSearch(models.Model):
    """How often a text was typed in one month and led nowhere. Nobody's: no time, no address, no account.

    An empty text stands for those whose words are not kept.
    """

    LONGEST = 60

    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    text = models.CharField(max_length=LONGEST, blank=True)
    folded = models.CharField(max_length=LONGEST * 2, blank=True)
    month = models.DateField()
    times = models.PositiveIntegerField()

    class Meta:
        ordering = ["month", "language", "folded"]
        constraints = [
            models.UniqueConstraint(fields=["language", "folded", "month"], name="unanswered_search_once"),
            models.CheckConstraint(condition=models.Q(times__gte=1), name="unanswered_search_was_typed"),
        ]

    def __str__(self) -> str:
        return self.text
