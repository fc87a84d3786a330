"""Requests that nobody has looked at yet."""

from django.db import models


class ResetRequest(models.Model):
    """address: as typed, of an account or not; asked for again before it is answered, it stays one request."""

    address = models.CharField(max_length=320, unique=True)
    remote = models.CharField(max_length=64, blank=True)
    requested_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.address
