"""Requests that nobody has looked at yet."""

from django.db import models

from fumibako.groundwork.one_time.asked import Asked


class ResetRequest(Asked):
    """address: as typed, of an account or not."""

    address = models.CharField(max_length=320, unique=True)

    def __str__(self) -> str:
        return self.address
