"""What was imported: runs, and for each imported place the values the import last set."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from opstap.core.ids import uuid7
from opstap.spaces.models import Space
from opstap.territory.models import Network


class ImportRun(models.Model):
    """One reading of one file. The counts add up: rows = created + updated + unchanged + refused."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    source = models.CharField(max_length=60, db_index=True)
    file_name = models.CharField(max_length=255)
    network = models.ForeignKey(Network, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    # [{"row": 12, "column": "…", "code": "…", "value": "…", "severity": "refused"}]
    problems = models.JSONField(default=list)
    # [{"a": uid, "b": uid, "reasons": […]}]
    duplicates = models.JSONField(default=list)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d %H:%M}"


class ImportedPlace(models.Model):
    """A place of a source. `values` are those the import last set: a field that the operator has since
    changed is hers, and later imports leave it alone."""

    source = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    space = models.ForeignKey(Space, models.CASCADE, related_name="imports")
    content_hash = models.CharField(max_length=64)
    values = models.JSONField(default=dict)
    first_run = models.ForeignKey(ImportRun, models.PROTECT, related_name="+")
    last_run = models.ForeignKey(ImportRun, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="imported_place_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"
