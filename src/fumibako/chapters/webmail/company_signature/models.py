"""A company's signature (B13)."""

from django.db import models

from fumibako.groundwork.tenancy.models import Customer


class CompanySignature(models.Model):
    """text: with placeholders (rules.PLACEHOLDERS). No row: there is none."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="company_signature")
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.customer_id}"
