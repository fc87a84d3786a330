"""Every notice. A new one is a class here or beside (contract.py, inquiry.py), a line in NOTICES and a text in each
language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

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
from fumibako.machine.notices.inquiry import InquiryAcknowledged, InquiryAnswered, InquiryReceived
from fumibako.machine.notices.notice import Notice


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
class PasswordReset(Notice):
    """A4: the link with which a new password is set. address: the account's."""

    key: ClassVar = "password_reset"
    needed: ClassVar = frozenset({"link"})
    useful_for: ClassVar = timedelta(hours=1)

    address: str
    link: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class PasswordWasReset(Notice):
    """A4: the password of the account was set by a mailed link."""

    key: ClassVar = "password_was_reset"

    address: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RecoveryAddressConfirmation(Notice):
    """C2: the link with which the reader agrees to be the recovery address of an account."""

    key: ClassVar = "recovery_address_confirmation"
    needed: ClassVar = frozenset({"link"})
    useful_for: ClassVar = timedelta(minutes=30)

    address: str
    recovery_address: str
    link: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class RecoveryAddressChanged(Notice):
    """C2: to the account and to the recovery address that it had. recovery_address: the new one."""

    key: ClassVar = "recovery_address_changed"

    address: str
    recovery_address: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RecoveryAddressRemoved(Notice):
    """C2: to the account and to the recovery address that it had."""

    key: ClassVar = "recovery_address_removed"

    address: str
    at: datetime


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


@dataclass(frozen=True, kw_only=True)
class TwoStepConfirmation(Notice):
    """A3: the link with which the reader agrees to get the codes of an account."""

    key: ClassVar = "two_step_confirmation"
    needed: ClassVar = frozenset({"link"})
    useful_for: ClassVar = timedelta(minutes=30)

    address: str
    link: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class TwoStepCode(Notice):
    """A3: the code that a login asks for."""

    key: ClassVar = "two_step_code"
    needed: ClassVar = frozenset({"code"})
    useful_for: ClassVar = timedelta(minutes=10)

    address: str
    code: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class TwoStepOn(Notice):
    """A3: to the account. code_address: where codes are mailed from now on."""

    key: ClassVar = "two_step_on"

    address: str
    code_address: str
    at: datetime


class SiteTwoStepOn(TwoStepOn):
    """The same for a login that no mail program uses: of My Page or the console."""

    key: ClassVar = "site_two_step_on"


@dataclass(frozen=True, kw_only=True)
class TwoStepOff(Notice):
    """A3: to the account and to the address that had the codes. by: who switched it off."""

    key: ClassVar = "two_step_off"

    address: str
    by: str
    at: datetime


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


NOTICES: tuple[type[Notice], ...] = (
    AlarmEnded,
    AlarmRaised,
    ApprovalWanted,
    BulkRegistered,
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
    SpamSummary,
    TwoStepCode,
    TwoStepConfirmation,
    SiteTwoStepOn,
    TwoStepOff,
    TwoStepOn,
    UnscannableRemoved,
    UnscannableStopped,
    VirusRemoved,
    VirusStopped,
)
BY_KEY: Mapping[str, type[Notice]] = {notice.key: notice for notice in NOTICES}
