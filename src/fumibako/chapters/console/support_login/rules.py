"""Whose menus an operator may open, and with what reason."""

from fumibako.chapters.console.support_login import errors
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import accounts
from fumibako.groundwork.names import is_name
from fumibako.groundwork.tenancy.models import Customer

MIN_REASON, MAX_REASON = 5, 200


def check_reason(text: str) -> str:
    """Raises BadReason."""
    text = text.strip()
    if len(text) < MIN_REASON or not is_name(text, most=MAX_REASON):
        raise errors.BadReason
    return text


def check_account(customer: Customer, address: str) -> Mailbox:
    """Raises NoSuchAccountOfCustomer, AccountSuspended."""
    mailbox = accounts().filter(domain__customer=customer, address=address.strip().lower()).first()
    if mailbox is None:
        raise errors.NoSuchAccountOfCustomer(address=address[:320])
    if mailbox.login.is_suspended:
        raise errors.AccountSuspended
    return mailbox


def check_customer(customer: Customer) -> Customer:
    """Raises CustomerSuspended."""
    if customer.is_suspended:
        raise errors.CustomerSuspended
    return customer
