"""Figures of visits (D12)."""

from typing import Any, ClassVar

from django.db import models

from fumibako.chapters.hosting.sites.models import Site


class DayOfVisits(models.Model):
    """A day of a site. found: the rest of what `machine.daemons.sites.statistics.count` says."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="days_of_visits")
    day = models.DateField()
    hits = models.PositiveBigIntegerField()
    visits = models.PositiveBigIntegerField()
    bytes = models.PositiveBigIntegerField()
    found: Any = models.JSONField()
    counted_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("site", "day"), name="one_row_a_day_of_visits")]

    def __str__(self) -> str:
        return f"{self.site} {self.day}"
