"""What was handed to the submission service."""

from django.db import models

from fumibako.chapters.mail.accounts.models import Mailbox


class Submission(models.Model):
    """One mail, taken before it is sent, so that a form that comes twice sends it once. sent_at: None while it is under
    way, and for good where nobody knows what became of it. digest: of what was typed; whoever comes back to a sent mail
    and changes it writes another one."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="submissions")
    message_id = models.CharField(max_length=250)
    digest = models.CharField(max_length=64)
    begun_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("mailbox", "message_id"), name="submission_once"),)

    def __str__(self) -> str:
        return self.message_id
