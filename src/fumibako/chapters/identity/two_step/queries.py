"""Looking at two-step verification."""

from django.db.models import QuerySet

from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.two_step.models import Passkey, TwoStep


def two_step_of(login: Login) -> TwoStep | None:
    return TwoStep.objects.filter(login=login).first()


def recovery_codes_left(login: Login) -> int:
    return login.recovery_codes.filter(used_at__isnull=True).count()


def passkeys_of(login: Login) -> QuerySet[Passkey]:
    return login.passkeys.order_by("added_at")


def veiled(address: str) -> str:
    """Enough of an address for whoever knows it: s•••@home.example."""
    local_part, _, domain = address.partition("@")
    return f"{local_part[:1]}•••@{domain}"
