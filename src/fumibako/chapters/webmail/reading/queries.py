"""How somebody reads (C1)."""

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.webmail.reading.models import ReadingHabits


def habits_of(mailbox: Mailbox) -> ReadingHabits:
    return ReadingHabits.objects.filter(mailbox=mailbox).first() or ReadingHabits(mailbox=mailbox)
