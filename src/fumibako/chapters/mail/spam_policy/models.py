"""Common spam settings of a domain (B5, in part)."""

from django.db import models

from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import SpamTreatment


class SpamPolicy(models.Model):
    """Missing row: the defaults of machine.state.SpamPolicy."""

    domain = models.OneToOneField(Domain, on_delete=models.CASCADE, related_name="spam_policy")
    is_on = models.BooleanField(default=True)
    threshold = models.DecimalField(max_digits=4, decimal_places=1, default=5)
    treatment = models.CharField(
        max_length=10, choices=[(t.value, t.value) for t in SpamTreatment], default=SpamTreatment.SPAM_BOX
    )

    def __str__(self) -> str:
        return f"{self.domain_id}"
