"""Which accounts the second spam engine judges for (B10)."""

from django.db import models

from fumibako.chapters.mail.accounts.models import Mailbox


class SpamEngineUse(models.Model):
    """A row: chosen. Kept when the contract's option ends, and without effect then."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="spam_engine_use")

    def __str__(self) -> str:
        return f"{self.mailbox_id}"
