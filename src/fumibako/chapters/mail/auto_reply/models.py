"""Auto-reply (C4)."""

from django.db import models

from fumibako.chapters.mail.accounts.models import Mailbox


class AutoReply(models.Model):
    """Kept while switched off, so that nothing typed is lost. days: a sender is answered once in that many."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="auto_reply")
    is_on = models.BooleanField(default=False)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField(max_length=4000)
    days = models.PositiveSmallIntegerField(default=3)

    def __str__(self) -> str:
        return f"{self.mailbox_id}"
