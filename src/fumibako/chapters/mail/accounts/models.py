"""Mail accounts (B1)."""

from django.db import models

from fumibako.groundwork.tenancy.models import Domain


class Mailbox(models.Model):
    """One account. address: local_part@domain in lower case, kept beside its parts for look-ups.

    password_hash: Dovecot's scheme string, {ARGON2ID}$argon2id$…; portal and Dovecot read the same.
    """

    domain = models.ForeignKey(Domain, on_delete=models.PROTECT, related_name="mailboxes")
    local_part = models.CharField(max_length=64)
    address = models.CharField(max_length=320, unique=True)
    display_name = models.CharField(max_length=100, blank=True)
    password_hash = models.CharField(max_length=255)
    quota_bytes = models.PositiveBigIntegerField()
    is_administrator = models.BooleanField(default=False)
    is_suspended = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "mail"
        constraints = (models.UniqueConstraint(fields=("domain", "local_part"), name="mailbox_local_part"),)

    def __str__(self) -> str:
        return self.address
