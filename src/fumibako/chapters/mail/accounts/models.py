"""Mail accounts (B1)."""

from django.db import models

from fumibako.chapters.identity.logins.models import Login
from fumibako.groundwork.tenancy.models import Domain
from fumibako.groundwork.tenancy.roles import Role


class Mailbox(models.Model):
    """One account. address: local_part@domain in lower case, kept beside its parts for look-ups; its login has the same
    name, the password and the suspension.

    is_administrator: the account administrator@ that its domain began with; it cannot be deleted or suspended.
    role: what its user may do in the administrator menu.
    """

    login = models.OneToOneField(Login, on_delete=models.CASCADE, related_name="mailbox")
    domain = models.ForeignKey(Domain, on_delete=models.PROTECT, related_name="mailboxes")
    local_part = models.CharField(max_length=64)
    address = models.CharField(max_length=320, unique=True)
    display_name = models.CharField(max_length=100, blank=True)
    quota_bytes = models.PositiveBigIntegerField()
    is_administrator = models.BooleanField(default=False)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.NONE)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("domain", "local_part"), name="mailbox_local_part"),)

    def __str__(self) -> str:
        return self.address

    @property
    def is_suspended(self) -> bool:
        return self.login.is_suspended

    @property
    def password_hash(self) -> str:
        return self.login.password_hash
