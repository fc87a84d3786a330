"""Virus check of a domain (B7)."""

from django.db import models

from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import EncryptedTreatment


class VirusPolicy(models.Model):
    """Missing row: both directions are scanned, locked files are marked."""

    domain = models.OneToOneField(Domain, on_delete=models.CASCADE, related_name="virus_policy")
    incoming = models.BooleanField(default=True)
    outgoing = models.BooleanField(default=True)
    encrypted = models.CharField(
        max_length=10, choices=[(t.value, t.value) for t in EncryptedTreatment], default=EncryptedTreatment.MARK
    )

    def __str__(self) -> str:
        return f"{self.domain_id}"
