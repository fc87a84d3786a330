"""What people do to their signatures and templates (C1)."""

from django.db import transaction

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.webmail.phrases import rules
from fumibako.chapters.webmail.phrases.models import Phrase
from fumibako.machine.formats.charsets import one_line

LONGEST_SUBJECT = 250


def add_phrase(*, mailbox: Mailbox, kind: str, name: str, subject: str, text: str, is_default: bool) -> Phrase:
    """Raises BadPhraseName, BadPhraseText, TooManyPhrases."""
    rules.check_limit(mailbox)
    phrase = Phrase(mailbox=mailbox, kind=Phrase.Kind(kind))
    change_phrase(phrase=phrase, name=name, subject=subject, text=text, is_default=is_default)
    return phrase


def change_phrase(*, phrase: Phrase, name: str, subject: str, text: str, is_default: bool) -> None:
    """Raises BadPhraseName, BadPhraseText."""
    is_signature = phrase.kind == Phrase.Kind.SIGNATURE
    phrase.name, phrase.text = rules.check_name(name), rules.check_text(text)
    phrase.subject = "" if is_signature else one_line(subject)[:LONGEST_SUBJECT]
    phrase.is_default = is_default and is_signature
    with transaction.atomic():
        if phrase.is_default:
            Phrase.objects.filter(mailbox=phrase.mailbox, is_default=True).update(is_default=False)
        phrase.save()


def delete_phrase(*, phrase: Phrase) -> None:
    phrase.delete()
