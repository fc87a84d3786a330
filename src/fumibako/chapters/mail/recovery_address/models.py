"""Recovery addresses that were confirmed."""

from django.db import models

from fumibako.chapters.identity.logins.models import Login


class RecoveryAddress(models.Model):
    """address: anywhere; where the link that sets a new password for the login goes."""

    login = models.OneToOneField(Login, on_delete=models.CASCADE, related_name="recovery_address")
    address = models.CharField(max_length=320)
    confirmed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.address
