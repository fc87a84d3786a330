"""Notices about messages that the virus check did not let through (B7, B9)."""

from dataclasses import dataclass
from typing import ClassVar

from fumibako.machine.notices.notice import Notice


@dataclass(frozen=True, kw_only=True)
class ScannedMessage(Notice):
    """B7: a message that the virus check did not let through as it was. All as it has it; date is its Date field,
    date_ja the same as a Japanese office writes it."""

    subject: str
    date: str
    date_ja: str
    sender: str
    recipients: str
    file: str
    virus: str
    reason_ja: str
    reason_en: str


class VirusRemoved(ScannedMessage):
    key: ClassVar = "virus_removed"


class VirusStopped(ScannedMessage):
    key: ClassVar = "virus_stopped"


class UnscannableRemoved(ScannedMessage):
    key: ClassVar = "unscannable_removed"


class UnscannableStopped(ScannedMessage):
    key: ClassVar = "unscannable_stopped"


class SecondVirusRemoved(ScannedMessage):
    """B9: stands before the text of the message, which keeps its own subject."""

    key: ClassVar = "second_virus_removed"


class SecondVirusStopped(ScannedMessage):
    key: ClassVar = "second_virus_stopped"
