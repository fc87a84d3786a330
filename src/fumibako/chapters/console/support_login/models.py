"""Support logins."""

from django.db import models

from fumibako.chapters.identity.logins.models import SignIn
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.tenancy.models import Domain


class SupportLogin(models.Model):
    """An operator's session in a customer's menus.

    token_hash: SHA-256 of its own cookie. sign_in: the operator's session that it began in; it ends with that one.
    mailbox: whose menus are open. domain: the one worked on, as a member's session has it.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    sign_in = models.OneToOneField(SignIn, on_delete=models.CASCADE, related_name="support_login")
    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="support_logins")
    domain = models.ForeignKey(Domain, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.sign_in_id} in {self.mailbox_id} until {self.ends_at}"
