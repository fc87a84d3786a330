"""Notices about websites and domains (B14, D1, D4, D11, D16)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from fumibako.machine.notices.notice import Notice


@dataclass(frozen=True, kw_only=True)
class CertificateEnding(Notice):
    """D11: to the administrator. host: the website; days: until it ends, 0 afterwards; link: to the page of
    certificates."""

    key: ClassVar = "certificate_ending"
    useful_for: ClassVar = timedelta(days=2)

    host: str
    expires_at: datetime
    days: int
    link: str


@dataclass(frozen=True, kw_only=True)
class MalwareFound(Notice):
    """D16: to the administrator. domain: the website; files: a line for each; link: to the page of the scan."""

    key: ClassVar = "malware_found"
    useful_for: ClassVar = timedelta(days=2)

    domain: str
    files: tuple[str, ...]
    link: str


@dataclass(frozen=True, kw_only=True)
class NightlyBackupFailed(Notice):
    """D4: to the administrator. domain: the website; link: to the page of backups."""

    key: ClassVar = "nightly_backup_failed"
    useful_for: ClassVar = timedelta(days=2)

    domain: str
    link: str


@dataclass(frozen=True, kw_only=True)
class DkimKeyChanging(Notice):
    """B14: to the administrator of a domain whose DNS is elsewhere. record, value: of the new key's DNS record; link:
    to the page of records."""

    key: ClassVar = "dkim_key_changing"

    domain: str
    record: str
    value: str
    link: str


@dataclass(frozen=True, kw_only=True)
class RecordsBroken(Notice):
    """B14: to the administrator. records: type and name of those that were right and are not; link: to their page."""

    key: ClassVar = "records_broken"

    domain: str
    at: datetime
    records: tuple[str, ...]
    link: str


@dataclass(frozen=True, kw_only=True)
class SigningStopped(Notice):
    """B14: to the administrator. record: the name of the DKIM record that has gone; link: to the page of records."""

    key: ClassVar = "signing_stopped"

    domain: str
    at: datetime
    record: str
    link: str


@dataclass(frozen=True, kw_only=True)
class _WebDisk(Notice):
    """D1: to the administrators and the owner. percent, used, limit: of the contract's web disk, as text; link: to the
    overview of the website."""

    domain: str
    at: datetime
    percent: str
    used: str
    limit: str
    link: str


class WebDiskFilling(_WebDisk):
    key: ClassVar = "web_disk_filling"


class WebDiskFull(_WebDisk):
    key: ClassVar = "web_disk_full"
