"""Forwarding (C3)."""

from django.db import models

from fumibako.chapters.mail.accounts.models import Mailbox


class Forwarding(models.Model):
    """targets: addresses in the order typed. Kept while switched off, so that nothing typed is lost."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="forwarding")
    targets = models.JSONField(default=list)
    keeps_copy = models.BooleanField(default=True)
    is_on = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.mailbox_id} → {', '.join(self.targets)}"
