"""Notices about contracts: orders (E4) and the login of My Page (E2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from fumibako.machine.notices.notice import Notice


@dataclass(frozen=True, kw_only=True)
class _Order(Notice):
    """E4: to the contract's owner. option, option_en: its name; price: a month in yen, tax not included, as text; link:
    to the orders of My Page."""

    number: str
    option: str
    option_en: str
    packs: int
    price: str
    link: str


@dataclass(frozen=True, kw_only=True)
class OrderReceived(_Order):
    key: ClassVar = "order_received"

    at: datetime


@dataclass(frozen=True, kw_only=True)
class OrderWaiting(_Order):
    """E4: to the provider's support. customer: number and name; link: to the console's page."""

    key: ClassVar = "order_waiting"

    customer: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class OrderApproved(_Order):
    key: ClassVar = "order_approved"

    at: datetime


@dataclass(frozen=True, kw_only=True)
class OrderRefused(_Order):
    key: ClassVar = "order_refused"

    reason: str


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(_Order):
    """last_day: year, month and day in digits."""

    key: ClassVar = "order_cancelled"

    last_day: str


@dataclass(frozen=True, kw_only=True)
class OrderEnded(_Order):
    key: ClassVar = "order_ended"

    last_day: str


@dataclass(frozen=True, kw_only=True)
class OwnerPasswordReset(Notice):
    """E2: to the contact address of a contract's owner. number: the customer's, the login of My Page."""

    key: ClassVar = "owner_password_reset"
    needed: ClassVar = frozenset({"link"})
    useful_for: ClassVar = timedelta(hours=1)

    number: str
    link: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class OwnerPasswordWasReset(Notice):
    """E2: the password of My Page was set by a mailed link."""

    key: ClassVar = "owner_password_was_reset"

    number: str
    at: datetime
