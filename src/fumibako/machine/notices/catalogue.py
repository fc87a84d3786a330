"""Every notice. A new one is a class here or beside (contract.py, hosting.py …), a line in NOTICES and a text in each
language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from fumibako.machine.notices.cabinet import CabinetCode, CabinetLink, CabinetReceived
from fumibako.machine.notices.contract import (
    OrderApproved,
    OrderCancelled,
    OrderEnded,
    OrderReceived,
    OrderRefused,
    OrderWaiting,
    OwnerPasswordReset,
    OwnerPasswordWasReset,
)
from fumibako.machine.notices.hosting import (
    CertificateEnding,
    DkimKeyChanging,
    MalwareFound,
    NightlyBackupFailed,
    RecordsBroken,
    SigningStopped,
    WebDiskFilling,
    WebDiskFull,
)
from fumibako.machine.notices.inquiry import InquiryAcknowledged, InquiryAnswered, InquiryReceived
from fumibako.machine.notices.login import (
    PasswordReset,
    PasswordWasReset,
    RecoveryAddressChanged,
    RecoveryAddressConfirmation,
    RecoveryAddressRemoved,
    SiteTwoStepOn,
    TwoStepCode,
    TwoStepConfirmation,
    TwoStepOff,
    TwoStepOn,
)
from fumibako.machine.notices.notice import Notice
from fumibako.machine.notices.virus import (
    SecondVirusRemoved,
    SecondVirusStopped,
    UnscannableRemoved,
    UnscannableStopped,
    VirusRemoved,
    VirusStopped,
)


@dataclass(frozen=True, kw_only=True)
class AlarmRaised(Notice):
    """E7: to the operator. problem: what is wrong, in words; link: to the console's health page."""

    key: ClassVar = "alarm_raised"
    useful_for: ClassVar = timedelta(days=1)

    problem: str
    at: datetime
    link: str


@dataclass(frozen=True, kw_only=True)
class AlarmEnded(Notice):
    """E7: the problem is over."""

    key: ClassVar = "alarm_ended"
    useful_for: ClassVar = timedelta(days=1)

    problem: str
    began: datetime
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ApprovalWanted(Notice):
    """B13: to the superior and the deputy. recipients: as they are shown; days: until the mail goes back; link: to the
    page where it is read and decided on."""

    key: ClassVar = "approval_wanted"
    needed: ClassVar = frozenset({"link"})

    sender: str
    subject: str
    recipients: str
    days: int
    link: str


@dataclass(frozen=True, kw_only=True)
class MailApproved(Notice):
    """B13: to its writer. by: the address of whoever approved it."""

    key: ClassVar = "mail_approved"

    subject: str
    recipients: str
    by: str


@dataclass(frozen=True, kw_only=True)
class MailSentBack(Notice):
    """B13: to its writer, whose draft it is again. reason: who sent it back and why, in words; link: to the outbox."""

    key: ClassVar = "mail_sent_back"

    subject: str
    recipients: str
    reason: str
    link: str


@dataclass(frozen=True, kw_only=True)
class _Disk(Notice):
    """B8: to the administrator. percent, used, limit: of the contract's mail disk, as text."""

    domain: str
    at: datetime
    percent: str
    used: str
    limit: str


class DiskAlmostFull(_Disk):
    key: ClassVar = "disk_almost_full"


class DiskLocked(_Disk):
    key: ClassVar = "disk_locked"


class DiskUnlocked(_Disk):
    key: ClassVar = "disk_unlocked"


@dataclass(frozen=True, kw_only=True)
class BulkRegistered(Notice):
    """B2: to the administrator who began it. done, refused: numbers of lines, as text; link: to the job's page with the
    result."""

    key: ClassVar = "bulk_registered"

    file: str
    done: str
    refused: str
    link: str


@dataclass(frozen=True, kw_only=True)
class SendingPaused(Notice):
    """B13: to the administrator. per_hour, per_day: to how many recipients the account had sent, as text; link: to the
    page where it is released."""

    key: ClassVar = "sending_paused"

    address: str
    at: datetime
    per_hour: str
    per_day: str
    link: str


@dataclass(frozen=True, kw_only=True)
class SpamSummary(Notice):
    """C6: what came to the spam folder of an account. mails: lines of each; link: to the spam folder's page."""

    key: ClassVar = "spam_summary"
    needed: ClassVar = frozenset({"mails"})
    useful_for: ClassVar = timedelta(days=2)

    address: str
    number: int
    since: datetime
    mails: tuple[str, ...]
    link: str


NOTICES: tuple[type[Notice], ...] = (
    AlarmEnded,
    AlarmRaised,
    ApprovalWanted,
    BulkRegistered,
    CabinetCode,
    CabinetLink,
    CabinetReceived,
    CertificateEnding,
    DiskAlmostFull,
    DiskLocked,
    DiskUnlocked,
    DkimKeyChanging,
    InquiryAcknowledged,
    InquiryAnswered,
    InquiryReceived,
    MailApproved,
    MailSentBack,
    MalwareFound,
    NightlyBackupFailed,
    OrderApproved,
    OrderCancelled,
    OrderEnded,
    OrderReceived,
    OrderRefused,
    OrderWaiting,
    OwnerPasswordReset,
    OwnerPasswordWasReset,
    PasswordReset,
    PasswordWasReset,
    RecordsBroken,
    RecoveryAddressChanged,
    RecoveryAddressConfirmation,
    RecoveryAddressRemoved,
    SecondVirusRemoved,
    SecondVirusStopped,
    SendingPaused,
    SigningStopped,
    SiteTwoStepOn,
    SpamSummary,
    TwoStepCode,
    TwoStepConfirmation,
    TwoStepOff,
    TwoStepOn,
    UnscannableRemoved,
    UnscannableStopped,
    VirusRemoved,
    VirusStopped,
    WebDiskFilling,
    WebDiskFull,
)
BY_KEY: Mapping[str, type[Notice]] = {notice.key: notice for notice in NOTICES}
