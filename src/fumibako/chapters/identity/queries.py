"""Looking at one's own sessions."""

from django.db.models import QuerySet
from django.utils import timezone

from fumibako.chapters.identity.models import Operator, SignIn
from fumibako.chapters.identity.sessions import ABSOLUTE, IDLE, proof_of
from fumibako.chapters.mail.accounts.models import Mailbox


def sign_ins_of(subject: Mailbox | Operator) -> QuerySet[SignIn]:
    """The sessions that are not over, the latest first. A row may stay for a while when its session is."""
    now = timezone.now()
    alive = subject.sign_ins.filter(proof=proof_of(subject), seen_at__gte=now - IDLE, created_at__gte=now - ABSOLUTE)
    return alive.order_by("-seen_at")
