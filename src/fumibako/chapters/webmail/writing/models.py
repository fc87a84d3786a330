"""What was handed to the submission service, and what waits to be."""

from django.db import models

from fumibako.chapters.mail.accounts.models import Mailbox


class Submission(models.Model):
    """One mail, taken before it is sent, so that a form that comes twice sends it once. digest: of what was typed;
    whoever comes back to a sent mail and changes it writes another one.

    A mail that waits lies in the drafts' folder, as `draft`, until it is sent. send_at: when; is_scheduled: its writer
    chose that time. holder: the process that sends it, begun at tried_at. trouble: why it was not sent, in words.
    filed_at: when its copy lay with the sent mails. to: for the list. approved: sum of the octets that may go
    out with somebody's approval. in_name_of: the shared mailbox in whose name it goes out, whose rule holds.
    """

    class State(models.TextChoices):
        HELD = "held"  # until a superior approves it
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        UNKNOWN = "unknown"  # for good: nobody knows what became of it

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="submissions")
    message_id = models.CharField(max_length=250)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENDING)
    begun_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    draft = models.PositiveBigIntegerField(default=0)
    send_at = models.DateTimeField(null=True)
    is_scheduled = models.BooleanField(default=False)
    holder = models.CharField(max_length=80, blank=True)
    tried_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    trouble = models.TextField(blank=True)
    filed_at = models.DateTimeField(null=True)
    subject = models.CharField(max_length=250, blank=True)
    to = models.CharField(max_length=300, blank=True)
    approved = models.CharField(max_length=64, blank=True)
    in_name_of = models.ForeignKey(Mailbox, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("mailbox", "message_id"), name="submission_once"),)
        indexes = (models.Index(fields=("state", "send_at"), name="submission_due"),)

    def __str__(self) -> str:
        return self.message_id


class WritingHabits(models.Model):
    """How somebody writes. Missing row: the defaults."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="writing_habits")
    undo_seconds = models.PositiveIntegerField(default=10)
    is_formatted = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.mailbox)
