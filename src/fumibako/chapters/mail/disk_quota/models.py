"""What is known of a contract's mail use (B8)."""

from django.db import models

from fumibako.groundwork.tenancy.models import Customer


class DiskUse(models.Model):
    """The facts of levels.Facts, and the bytes that the last look found in all domains of the customer."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="disk_use")
    used_bytes = models.PositiveBigIntegerField(default=0)
    seen_at = models.DateTimeField(null=True)
    over_for = models.DurationField()
    is_over = models.BooleanField(default=False)
    is_warned = models.BooleanField(default=False)
    is_locked = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.used_bytes}"
