"""Catch-all of a domain (B13)."""

from django.db import models

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.tenancy.models import Domain


class CatchAll(models.Model):
    """Missing row: such mail is refused."""

    domain = models.OneToOneField(Domain, on_delete=models.CASCADE, related_name="catch_all")
    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="catches")

    def __str__(self) -> str:
        return f"{self.domain_id} {self.mailbox_id}"
