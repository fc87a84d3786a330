"""Notices about getting in: passwords, recovery addresses, two-step verification (A3, A4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from fumibako.machine.notices.notice import Notice


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
