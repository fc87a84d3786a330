"""API keys."""

from django.db import models

from fumibako.chapters.identity.logins.models import Login
from fumibako.groundwork.tenancy.roles import Role


class Key(models.Model):
    """A program that has it acts for whoever made it, and for nobody once that login is gone or suspended.

    token_hash: SHA-256 of what was shown once, so that a copy of the database opens nothing. hint: how it begins, to
    tell one from another. role: what the key allows at most.
    """

    login = models.ForeignKey(Login, on_delete=models.CASCADE, related_name="keys")
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=10, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)
    used_from = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.name} {self.hint}…"
