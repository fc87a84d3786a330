"""Looking at two-step verification."""

from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.mail.two_step.models import TwoStep


def two_step_of(login: Login) -> TwoStep | None:
    return TwoStep.objects.filter(login=login).first()


def recovery_codes_left(login: Login) -> int:
    return login.recovery_codes.filter(used_at__isnull=True).count()


def veiled(address: str) -> str:
    """Enough of an address for whoever knows it: s•••@home.example."""
    local_part, _, domain = address.partition("@")
    return f"{local_part[:1]}•••@{domain}"
