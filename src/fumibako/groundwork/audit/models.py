"""The audit log."""

from django.db import models


class Entry(models.Model):
    """One action. details: JSON values; never a password, token or mail text."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor_kind = models.CharField(max_length=20)
    actor = models.CharField(max_length=320)
    remote = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=320)
    customer_number = models.CharField(max_length=10, blank=True, db_index=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.at} {self.actor} {self.action} {self.subject}"
