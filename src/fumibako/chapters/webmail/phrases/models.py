"""Signatures and templates (C1)."""

from django.db import models

from fumibako.chapters.mail.accounts.models import Mailbox


class Phrase(models.Model):
    """A text that is put into mails. subject: of a template, "" where it leaves the mail's own. is_default: the
    signature that every new mail begins with; one of a mailbox at most."""

    class Kind(models.TextChoices):
        SIGNATURE = "signature"
        TEMPLATE = "template"

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="phrases")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=100)
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField()
    is_default = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name
