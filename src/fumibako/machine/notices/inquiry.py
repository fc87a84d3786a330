"""Notices about inquiries (A1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fumibako.machine.notices.notice import Notice


@dataclass(frozen=True, kw_only=True)
class InquiryAcknowledged(Notice):
    """A1: to whoever asked, at once. It repeats nothing of what was typed: anybody can name anybody's address."""

    key: ClassVar = "inquiry_acknowledged"

    number: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class InquiryAnswered(Notice):
    """A1: the answer of the provider's support. number: the inquiry's; at: when it came in."""

    key: ClassVar = "inquiry_answered"
    needed: ClassVar = frozenset({"answer"})

    number: str
    at: datetime
    answer: tuple[str, ...]
    question: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class InquiryReceived(Notice):
    """A1: to the provider's support. customer: its number and, where it is known by a login, its name; link: to the
    console's page."""

    key: ClassVar = "inquiry_received"

    number: str
    at: datetime
    customer: str
    category: str
    reply_address: str
    text: tuple[str, ...]
    link: str
