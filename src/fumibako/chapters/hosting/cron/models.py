"""Cron jobs of a site, and how each ran last (D16)."""

from django.db import models

from fumibako.chapters.hosting.sites.models import Site


class CronJob(models.Model):
    """target: for PHP a file below the site's directory, such as private/daily.php; for a page its path on the site.
    schedule: five fields as cron reads them. next_at: when it runs next; None while it is off.

    outcome: how the last run ended, "" before the first one. code: what PHP ended with, or the HTTP status. output: the
    beginning of what it wrote.
    """

    class Kind(models.TextChoices):
        PHP = "php"
        URL = "url"

    class Outcome(models.TextChoices):
        DONE = "done"
        FAILED = "failed"
        LATE = "late"
        NOT_STARTED = "not_started"

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="cron_jobs")
    kind = models.CharField(max_length=3, choices=Kind.choices)
    target = models.CharField(max_length=400)
    schedule = models.CharField(max_length=100)
    next_at = models.DateTimeField(null=True, db_index=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    code = models.IntegerField(null=True)
    ran_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    output = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.site} {self.schedule} {self.target}"

    @property
    def is_on(self) -> bool:
        return self.next_at is not None
