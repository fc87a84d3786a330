"""Redirects and switches of a site (D16)."""

from typing import ClassVar

from django.db import models

from fumibako.chapters.hosting.sites.models import Site
from fumibako.machine.state.web.tools import MAX_TARGET


class Redirect(models.Model):
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="redirects")
    path = models.CharField(max_length=200)
    target = models.CharField(max_length=MAX_TARGET)
    is_permanent = models.BooleanField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("site", "path"), name="one_redirect_of_a_path")]

    def __str__(self) -> str:
        return f"{self.site}{self.path}"


class Switches(models.Model):
    """Without a row everything is off."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="switches")
    lists_folders = models.BooleanField(default=False)
    blocks_hotlinks = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.site)
