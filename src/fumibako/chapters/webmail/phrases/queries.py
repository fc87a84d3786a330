"""Looking at somebody's signatures and templates."""

from django.db.models import QuerySet

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.webmail.phrases.models import Phrase


def phrases_of(mailbox: Mailbox) -> QuerySet[Phrase]:
    return Phrase.objects.filter(mailbox=mailbox).order_by("kind", "name", "pk")


def default_signature(mailbox: Mailbox) -> str:
    """ "" for none."""
    found = phrases_of(mailbox).filter(kind=Phrase.Kind.SIGNATURE, is_default=True).first()
    return found.text if found else ""
