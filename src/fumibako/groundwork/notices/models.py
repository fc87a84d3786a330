"""Wordings of notices that differ from the product's own, and the mails on their way to Postfix."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import NoticeText


class NoticeOverride(models.Model):
    """domain None: the operator's wording for everybody; else that domain's. language: stands for the product's text
    in that language; "": for the whole mail."""

    key = models.CharField(max_length=60)
    domain = models.ForeignKey(Domain, null=True, blank=True, on_delete=models.CASCADE, related_name="notice_overrides")
    language = models.CharField(max_length=5, blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("key", "domain", "language"), name="notice_override", nulls_distinct=False),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.domain_id or '*'}"

    @property
    def text(self) -> NoticeText:
        return NoticeText(subject=self.subject, body=self.body, language=self.language)


class OutgoingNotice(models.Model):
    """A mail of ours, stored with the change that is its reason.

    content: the mail as it goes out; erased when it is settled, because it may hold a link that works. due_at: when it
    is tried next; whoever tries it moves this first, so that nobody else does. reply: what Postfix last said.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        REFUSED = "refused", _("The mailbox refused it.")
        EXPIRED = "expired", _("It could not be sent in time.")

    key = models.CharField(max_length=60)
    message_id = models.CharField(max_length=320, unique=True)
    sender = models.CharField(max_length=320)
    recipient = models.CharField(max_length=320)
    content = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    tries = models.PositiveIntegerField(default=0)
    reply = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    useful_until = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        indexes = (models.Index(fields=("outcome", "due_at"), name="notice_due"),)

    def __str__(self) -> str:
        return f"{self.key} {self.recipient} {self.outcome}"
