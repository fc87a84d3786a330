"""Requests that nobody has looked at yet."""

from django.db import models

from fumibako.groundwork.one_time.asked import Asked


class OwnerResetRequest(Asked):
    """number: as typed, of a customer or not."""

    number = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return self.number
