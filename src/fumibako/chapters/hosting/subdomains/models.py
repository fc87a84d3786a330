"""Subdomains of sites (D10)."""

from dataclasses import fields

from django.db import models

from fumibako.chapters.hosting.sites.models import Site, new_token
from fumibako.machine.state import PhpSettings

_AT_FIRST = PhpSettings()


class Subdomain(models.Model):
    """label: what stands before the domain, with a dot between two. folder: as in the site's addresses. token: the
    name of its PHP socket. error_pages: paths of its own by status; covers_php: for errors of PHP programs, too. The
    rest: how PHP is set for it."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="subdomains")
    label = models.CharField(max_length=63)
    folder = models.CharField(max_length=200)
    token = models.CharField(max_length=32, default=new_token)
    memory_mb = models.PositiveIntegerField(default=_AT_FIRST.memory_mb)
    upload_mb = models.PositiveIntegerField(default=_AT_FIRST.upload_mb)
    shows_errors = models.BooleanField(default=_AT_FIRST.shows_errors)
    timezone = models.CharField(max_length=40, default=_AT_FIRST.timezone)

    max_seconds = models.PositiveIntegerField(default=_AT_FIRST.max_seconds)
    max_fields = models.PositiveIntegerField(default=_AT_FIRST.max_fields)
    error_pages = models.JSONField(default=dict)
    covers_php = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("site", "label"), name="one_subdomain_a_label"),)

    def __str__(self) -> str:
        return self.host

    @property
    def host(self) -> str:
        return f"{self.label}.{self.site.domain.name}"

    @property
    def pages(self) -> dict[int, str]:
        return {int(status): path for status, path in sorted(self.error_pages.items())}

    @property
    def php(self) -> PhpSettings:
        return PhpSettings(**{each.name: getattr(self, each.name) for each in fields(PhpSettings)})
