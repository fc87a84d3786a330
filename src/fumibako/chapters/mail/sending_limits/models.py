"""Sending limits of a domain and of single accounts, and accounts whose sending is paused (B13)."""

from django.db import models

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state.mail.sending_limits import PER_DAY, PER_HOUR


class CommonLimit(models.Model):
    """Missing row: the defaults of machine.state.Limit."""

    domain = models.OneToOneField(Domain, on_delete=models.CASCADE, related_name="sending_limit")
    per_hour = models.PositiveIntegerField(default=PER_HOUR)
    per_day = models.PositiveIntegerField(default=PER_DAY)

    def __str__(self) -> str:
        return f"{self.domain_id}"


class OwnLimit(models.Model):
    """Missing row: the domain's."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="sending_limit")
    per_hour = models.PositiveIntegerField()
    per_day = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.mailbox_id}"


class Pause(models.Model):
    """guardd has paused an account's sending, and the administrators were told. per_hour, per_day: to how many
    recipients it had sent."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="sending_pause")
    at = models.DateTimeField()
    per_hour = models.PositiveIntegerField()
    per_day = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.mailbox_id}"
