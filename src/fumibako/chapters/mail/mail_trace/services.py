"""Counting the questions of each person."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import lock
from fumibako.chapters.mail.mail_trace import errors
from fumibako.chapters.mail.mail_trace.models import Question

AN_HOUR = timedelta(hours=1)
MAX_AN_HOUR = 30


def count_question(*, mailbox: Mailbox) -> None:
    """Raises TooManyQuestions, NoSuchAccount."""
    now = timezone.now()
    with transaction.atomic():
        lock(mailbox)
        Question.objects.filter(at__lt=now - AN_HOUR).delete()
        if Question.objects.filter(mailbox=mailbox).count() >= MAX_AN_HOUR:
            raise errors.TooManyQuestions(most=MAX_AN_HOUR)
        Question.objects.create(mailbox=mailbox, at=now)
