"""Error pages of a site (D8)."""

from django.db import models

from fumibako.chapters.hosting.sites.models import Site


class ErrorPage(models.Model):
    """A page of the site for one status; missing row: ours."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="error_pages")
    status = models.PositiveSmallIntegerField()
    path = models.CharField(max_length=200)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("site", "status"), name="one_error_page_a_status"),)

    def __str__(self) -> str:
        return f"{self.status} {self.path}"


class ErrorSettings(models.Model):
    """covers_php: whether the site's pages are shown for errors that its PHP programs answer with, too."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="error_settings")
    covers_php = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.site)
