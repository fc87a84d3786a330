"""Looking at one's own sessions."""

from django.db.models import QuerySet
from django.utils import timezone

from fumibako.chapters.identity.models import SignIn
from fumibako.chapters.identity.sessions import IDLE
from fumibako.chapters.mail.accounts.models import Mailbox


def sign_ins_of(mailbox: Mailbox) -> QuerySet[SignIn]:
    """The sessions that are not over by their age, the latest first."""
    return SignIn.objects.filter(mailbox=mailbox, seen_at__gte=timezone.now() - IDLE).order_by("-seen_at")
