"""Notices of the large-file cabinet (E5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from fumibako.machine.notices.notice import Notice


@dataclass(frozen=True, kw_only=True)
class CabinetLink(Notice):
    """E5: to whom a user gives files. sender, name: the user's address and display name; note: their words; files: a
    line for each; until: when the link expires."""

    key: ClassVar = "cabinet_link"
    needed: ClassVar = frozenset({"link"})
    useful_for: ClassVar = timedelta(days=1)

    sender: str
    name: str
    note: str
    files: tuple[str, ...]
    link: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class CabinetCode(Notice):
    """E5: proves that a link's recipient has that address. sender: who gave the link."""

    key: ClassVar = "cabinet_code"
    needed: ClassVar = frozenset({"code"})
    useful_for: ClassVar = timedelta(minutes=10)

    sender: str
    code: str


@dataclass(frozen=True, kw_only=True)
class CabinetReceived(Notice):
    """E5: to a user, about a file that came by a request link. sender: the name that was typed there; link: to
    the cabinet, which says what the virus check found."""

    key: ClassVar = "cabinet_received"

    note: str
    sender: str
    file: str
    link: str
