"""What was fetched from old mailboxes over POP (B15)."""

from django.db import models

from fumibako.chapters.mail.accounts.models import Mailbox


class FetchedMail(models.Model):
    """A mail that came from an old mailbox once. place: a hash of its server and login; uid: of UIDL."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="fetched_mails")
    place = models.CharField(max_length=64)
    uid = models.CharField(max_length=255)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("mailbox", "place", "uid"), name="fetched_once"),)

    def __str__(self) -> str:
        return f"{self.mailbox_id} {self.uid}"
