"""Requests that nobody has looked at yet."""

from django.db import models


class OwnerResetRequest(models.Model):
    """number: as typed, of a customer or not; asked for again before it is answered, it stays one request."""

    number = models.CharField(max_length=40, unique=True)
    remote = models.CharField(max_length=64, blank=True)
    requested_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number
