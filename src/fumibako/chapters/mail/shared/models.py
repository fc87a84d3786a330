"""Who reads whose mailbox (B16)."""

from django.db import models

from fumibako.machine.state.mail.shared import Right


class Share(models.Model):
    """member: an account of the same customer that works in the mailbox besides its own."""

    mailbox = models.ForeignKey("accounts.Mailbox", on_delete=models.CASCADE, related_name="shares")
    member = models.ForeignKey("accounts.Mailbox", on_delete=models.CASCADE, related_name="shared_mailboxes")
    right = models.CharField(max_length=10, choices=[(right.value, right.value) for right in Right])

    class Meta:
        constraints = (models.UniqueConstraint(fields=("mailbox", "member"), name="share_once"),)

    def __str__(self) -> str:
        return f"{self.mailbox_id} to {self.member_id}: {self.right}"
