"""Aliases (B13)."""

from django.db import models

from fumibako.groundwork.tenancy.models import Domain


class Alias(models.Model):
    """targets: the addresses of accounts of the same customer, in the order typed."""

    domain = models.ForeignKey(Domain, on_delete=models.PROTECT, related_name="mail_aliases")
    local_part = models.CharField(max_length=64)
    address = models.CharField(max_length=320, unique=True)
    targets = models.JSONField(default=list)
    note = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.address} → {', '.join(self.targets)}"
