"""Looking at logins and their sessions."""

from django.db.models import QuerySet
from django.utils import timezone

from fumibako.chapters.identity.logins.models import Login, SignIn
from fumibako.chapters.identity.logins.sessions import ABSOLUTE, IDLE, proof_of


def login_of(kind: Login.Kind, name: str) -> Login | None:
    return Login.objects.select_related("customer").filter(kind=kind, name=name).first()


def sign_ins_of(login: Login) -> QuerySet[SignIn]:
    """The sessions that have not ended, the latest first. A row may outlive its session for a while."""
    now = timezone.now()
    alive = login.sign_ins.filter(proof=proof_of(login), seen_at__gte=now - IDLE, created_at__gte=now - ABSOLUTE)
    return alive.order_by("-seen_at")
