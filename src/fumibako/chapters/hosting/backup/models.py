"""Backups of a site (D4)."""

from django.db import models

from fumibako.chapters.hosting.sites.models import Site


class BackupPlan(models.Model):
    """How a site is backed up: each night or only by hand, and how many backups are kept. failed_at: when the latest
    nightly one could not be made."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="backup_plan")
    is_nightly = models.BooleanField(default=False)
    kept = models.PositiveSmallIntegerField(default=3)
    failed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.site)


class Backup(models.Model):
    """A whole one. file: its name below the site's backups. databases: the names of those in it. folders: what can be
    restored by itself. left_out: what could not be read. source: the name of the file that was brought along."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="backups")
    file = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    bytes = models.PositiveBigIntegerField()
    is_nightly = models.BooleanField(default=False)
    databases = models.JSONField(default=list)
    folders = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    source = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.site} {self.made_at}"
