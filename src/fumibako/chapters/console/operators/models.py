"""Operators (E6)."""

from django.db import models

from fumibako.chapters.identity.logins.models import Login
from fumibako.groundwork.tenancy.staff import StaffRole


class Operator(models.Model):
    """A person of the provider's staff. The login's name is no mail address, so that nobody mistakes one for the
    other."""

    login = models.OneToOneField(Login, on_delete=models.CASCADE, related_name="operator")
    display_name = models.CharField(max_length=100, blank=True)
    role = models.CharField(max_length=10, choices=StaffRole.choices, default=StaffRole.EVERYTHING)

    def __str__(self) -> str:
        return str(self.login)

    @property
    def may_do_everything(self) -> bool:
        return self.role == StaffRole.EVERYTHING
