"""What is kept of how somebody reads (C1)."""

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.webmail.reading.models import ReadingHabits


def set_habits(*, mailbox: Mailbox, groups: bool | None = None, uses_keys: bool | None = None) -> None:
    """None: as it was."""
    given = {"groups": groups, "uses_keys": uses_keys}
    changed = {name: value for name, value in given.items() if value is not None}
    ReadingHabits.objects.update_or_create(mailbox=mailbox, defaults=changed)
