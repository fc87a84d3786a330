"""The misdelivery guard of a customer (B13)."""

from django.db import models

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.tenancy.models import Customer


class SendingPolicy(models.Model):
    """For mail with a recipient outside the company. Missing row: the defaults.

    hold_seconds: how long it waits before it goes out; is_confirmed: every recipient outside is ticked first.
    copy_to: an address of the customer's that receives each such mail as Bcc, "" for none. most_domains: from that many
    companies in To and Cc on, all recipients become Bcc; 0: never. is_webmail_only: it cannot be sent with a mail
    program.
    """

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="sending_policy")
    is_confirmed = models.BooleanField(default=True)
    hold_seconds = models.PositiveIntegerField(default=0)
    copy_to = models.CharField(max_length=320, blank=True)
    most_domains = models.PositiveIntegerField(default=0)
    is_webmail_only = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.customer_id}"


class ApprovalRule(models.Model):
    """Mail of this account that goes outside, and what the members of a shared mailbox send in its name, needs
    somebody's approval. superior, deputy: either may decide. Where
    neither is there any more, the administrators do: an account that is deleted lets no mail out."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="approval_rule")
    superior = models.ForeignKey(Mailbox, null=True, on_delete=models.SET_NULL, related_name="+")
    deputy = models.ForeignKey(Mailbox, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return str(self.mailbox)
