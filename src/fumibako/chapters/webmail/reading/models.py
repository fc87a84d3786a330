"""How somebody reads their mail."""

from django.db import models

from fumibako.chapters.mail.accounts.models import Mailbox


class ReadingHabits(models.Model):
    """Missing row: the defaults. groups: a conversation is one line of a list. uses_keys: one key does what a button
    does."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="reading_habits")
    groups = models.BooleanField(default=False)
    uses_keys = models.BooleanField(default=True)

    def __str__(self) -> str:
        return str(self.mailbox)
