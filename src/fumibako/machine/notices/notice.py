"""What a notice is."""

from dataclasses import dataclass, fields
from datetime import timedelta
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Notice:
    """The facts of one mail. Each subclass is one kind of mail; its fields are the placeholders of its texts and are
    str, int, datetime (aware, in the zone in which the reader is to see it), or a tuple of str: lines.

    key: the name of its texts. needed: placeholders that no wording may leave out. useful_for: how long after its
    reason it is still worth sending; a link that has expired is not.
    """

    key: ClassVar[str]
    needed: ClassVar[frozenset[str]] = frozenset()
    useful_for: ClassVar[timedelta] = timedelta(days=5)

    @classmethod
    def placeholders(cls) -> frozenset[str]:
        return frozenset(field.name for field in fields(cls))
