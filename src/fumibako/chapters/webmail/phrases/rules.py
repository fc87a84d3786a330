"""What signatures and templates may be (C1)."""

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.webmail.phrases import errors
from fumibako.chapters.webmail.phrases.models import Phrase
from fumibako.groundwork.names import is_name

LONGEST_NAME = 100
LONGEST_TEXT = 10_000
MAX = 100


def check_name(text: str) -> str:
    """Raises BadPhraseName."""
    text = " ".join(text.split())
    if not text or not is_name(text, most=LONGEST_NAME):
        raise errors.BadPhraseName(most=LONGEST_NAME)
    return text


def check_text(text: str) -> str:
    """Raises BadPhraseText."""
    text = text.replace("\r\n", "\n").replace("\0", "").strip("\n")
    if not text.strip() or len(text) > LONGEST_TEXT:
        raise errors.BadPhraseText(most=LONGEST_TEXT)
    return text


def check_limit(mailbox: Mailbox) -> None:
    """Raises TooManyPhrases."""
    if Phrase.objects.filter(mailbox=mailbox).count() >= MAX:
        raise errors.TooManyPhrases(most=MAX)
