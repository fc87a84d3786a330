"""Sites that are closed to visitors from abroad (D7)."""

from django.db import models

from fumibako.chapters.hosting.sites.models import Site


class OverseasRestriction(models.Model):
    """Missing row: everybody gets in. folders: as in the site's addresses; none: all of the site. exceptions: addresses
    and ranges that get in from anywhere. page: of the site, which those see who are refused; "": ours."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="overseas")
    is_on = models.BooleanField(default=False)
    folders = models.JSONField(default=list)
    exceptions = models.JSONField(default=list)
    page = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return str(self.site)
