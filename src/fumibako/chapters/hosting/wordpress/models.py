"""Where WordPress was installed (D16)."""

from django.db import models

from fumibako.chapters.hosting.backup.models import Backup
from fumibako.chapters.hosting.sites.models import Site


class Installation(models.Model):
    """folder: below htdocs, "" for htdocs itself. database: its name. version: of the day; WordPress updates itself.
    before: the backup that was made before the latest change from the page. copy_of: what it is a staging copy of.
    label: of the subdomain that was made for the copy. parts: its plugins and themes as they were looked at last."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="wordpresses")
    folder = models.CharField(max_length=40, blank=True)
    database = models.CharField(max_length=64)
    version = models.CharField(max_length=20)
    before = models.ForeignKey(Backup, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    copy_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="copies")
    label = models.CharField(max_length=63, blank=True)
    parts = models.JSONField(default=list)
    looked_at = models.DateTimeField(null=True)
    knows_newest = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.site}/{self.folder}"
