"""App passwords."""

from django.db import models

from fumibako.chapters.identity.logins.models import Login


class AppPassword(models.Model):
    """digest: SHA-256 of it in hex. proof: the mark of the account's password of that time; another one ends it.
    protocols: of machine.state's PROTOCOLS."""

    login = models.ForeignKey(Login, on_delete=models.CASCADE, related_name="app_passwords")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    proof = models.CharField(max_length=64)
    protocols = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.login_id} {self.name}"
