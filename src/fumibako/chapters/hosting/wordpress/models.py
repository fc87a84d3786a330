"""Where WordPress was installed (D16)."""

from django.db import models

from fumibako.chapters.hosting.backup.models import Backup
from fumibako.chapters.hosting.sites.models import Site


class Installation(models.Model):
    """folder: below htdocs, "" for htdocs itself. database: its name. version: of the day; WordPress updates itself.
    before: the backup that was made before the latest update from the page."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="wordpresses")
    folder = models.CharField(max_length=40, blank=True)
    database = models.CharField(max_length=64)
    version = models.CharField(max_length=20)
    before = models.ForeignKey(Backup, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.site}/{self.folder}"
