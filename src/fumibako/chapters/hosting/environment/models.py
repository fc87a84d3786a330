"""How PHP is set for a site (D2)."""

from django.db import models

from fumibako.chapters.hosting.sites.models import Site
from fumibako.machine.state import PhpSettings

_AT_FIRST = PhpSettings()


class PhpChoice(models.Model):
    """Missing row: as everybody has it at first (`PhpSettings`)."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="php_choice")
    memory_mb = models.PositiveIntegerField()
    upload_mb = models.PositiveIntegerField()
    shows_errors = models.BooleanField()
    timezone = models.CharField(max_length=40)
    max_seconds = models.PositiveIntegerField(default=_AT_FIRST.max_seconds)
    max_fields = models.PositiveIntegerField(default=_AT_FIRST.max_fields)

    def __str__(self) -> str:
        return str(self.site)
