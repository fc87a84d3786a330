"""Contract owners (E2)."""

from django.db import models

from fumibako.chapters.identity.logins.models import Login


class Owner(models.Model):
    """Whoever decides about a customer's contract. The login's name is the customer number in lower case.

    is_set_up: the password that the provider made was replaced at the first login. contact: where mails about the
    contract go, "" until then.
    """

    login = models.OneToOneField(Login, on_delete=models.CASCADE, related_name="owner")
    is_set_up = models.BooleanField(default=False)
    contact = models.CharField(max_length=320, blank=True)

    def __str__(self) -> str:
        return str(self.login)
