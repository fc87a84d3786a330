"""When a mailbox is told what its spam folder got (C6)."""

from django.db import models

from fumibako.chapters.mail.accounts.models import Mailbox


class SummaryLink(models.Model):
    """The link of a summary mail: whoever has it brings back the mails that the summary names, and does nothing else.
    token_hash: SHA-256. proof: a mark of the password; another one ends the link."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="summary_links")
    token_hash = models.CharField(max_length=64, unique=True)
    proof = models.CharField(max_length=64)
    uids = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.mailbox_id} until {self.expires_at}"


class SummaryMail(models.Model):
    """Missing row: no summary. weekdays: digits, 0 is Monday; hour: of the box's time zone. looked_at: until when the
    last summary reaches; done_on: the last day that needs no other one."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="summary_mail")
    weekdays = models.CharField(max_length=7)
    hour = models.PositiveSmallIntegerField()
    looked_at = models.DateTimeField()
    done_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.mailbox_id}"
