"""Where logins may come from (A7)."""

from django.db import models

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state.mail.login_places import Places


class _Allowed(models.Model):
    """web, programs: as in machine.state's LoginPlaces. networks: in their one spelling."""

    web = models.CharField(max_length=10, choices=[(p.value, p.value) for p in Places], default=Places.ANYWHERE.value)
    programs = models.CharField(
        max_length=10, choices=[(p.value, p.value) for p in Places], default=Places.ANYWHERE.value
    )
    networks = models.JSONField(default=list)

    class Meta:
        abstract = True


class DomainPlaces(_Allowed):
    """Missing row: anywhere."""

    domain = models.OneToOneField(Domain, on_delete=models.CASCADE, related_name="login_places")

    def __str__(self) -> str:
        return f"{self.domain_id}"


class AccountPlaces(_Allowed):
    """Instead of the domain's. Missing row: the domain's hold."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="login_places")

    def __str__(self) -> str:
        return f"{self.mailbox_id}"
