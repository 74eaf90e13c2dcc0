"""What figures need of data that are no longer there."""

from django.db import models
from django.db.models import Q

from opstap.spaces.models import Space


class KeptCount(models.Model):
    """So many erased answers of one kind in one space and month: a count, no person. `month`: its first day.

    `dimension` is "help.age" and the like, `code` the answer in its vocabulary; "" = not said.
    """

    space = models.ForeignKey(Space, models.PROTECT, related_name="kept_counts")
    month = models.DateField()
    dimension = models.CharField(max_length=40)
    code = models.CharField(max_length=40, blank=True)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "month", "dimension", "code"], name="kept_count_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="kept_count_first_of_month"),
        ]
        indexes = [models.Index(fields=["dimension", "month"], name="kept_count_month")]

    def __str__(self) -> str:
        return f"{self.dimension} {self.month:%Y-%m} {self.code}"
