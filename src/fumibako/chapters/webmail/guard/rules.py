"""What the misdelivery guard may ask for (B13)."""

from collections.abc import Sequence

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import role_of
from fumibako.chapters.mail.aliases.models import Alias
from fumibako.chapters.webmail.guard import errors
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.tenancy.models import Customer
from fumibako.groundwork.tenancy.roles import Role
from fumibako.machine.formats.addresses import BadAddress, parse_address

MAX_MINUTES = 30
MAX_DOMAINS = 50
MAX_ACCOUNTS = 500


def check_hold(minutes: int) -> int:
    """Raises BadHold."""
    if not 0 <= minutes <= MAX_MINUTES:
        raise errors.BadHold(most=MAX_MINUTES)
    return minutes


def check_copy_to(customer: Customer, text: str) -> str:
    """ "" for none. Raises BadCopyAddress."""
    if not text.strip():
        return ""
    try:
        address = parse_address(text)
    except BadAddress as error:
        raise errors.BadCopyAddress(address=text[:100]) from error
    of_customer = {"domain__customer": customer, "address": address}
    if not Mailbox.objects.filter(**of_customer).exists() and not Alias.objects.filter(**of_customer).exists():
        raise errors.BadCopyAddress(address=address)
    return address


def check_may_copy(actor: Actor, before: str, copy_to: str) -> None:
    """Whoever gets the copies reads administrators' mail. Raises CopiesNeedEveryRight."""
    if copy_to not in ("", before) and role_of(actor) is not Role.EVERYTHING:
        raise errors.CopiesNeedEveryRight


def check_domains(number: int) -> int:
    """Raises BadNumberOfDomains."""
    if number != 0 and not 2 <= number <= MAX_DOMAINS:
        raise errors.BadNumberOfDomains(most=MAX_DOMAINS)
    return number


def check_accounts(customer: Customer, text: str) -> list[Mailbox]:
    """text: addresses, one a line. Raises NoAccount, NoSuchAccount."""
    words = [*dict.fromkeys(text.replace(",", " ").split())]
    if not 0 < len(words) <= MAX_ACCOUNTS:
        raise errors.NoAccount(most=MAX_ACCOUNTS)
    return [check_account(customer, word) for word in words]


def check_account(customer: Customer, text: str) -> Mailbox:
    """Raises NoSuchAccount."""
    try:
        address = parse_address(text)
    except BadAddress as error:
        raise errors.NoSuchAccount(address=text[:100]) from error
    found = Mailbox.objects.filter(domain__customer=customer, address=address).first()
    if found is None:
        raise errors.NoSuchAccount(address=address)
    return found


def check_approvers(accounts: Sequence[Mailbox], superior: Mailbox, deputy: Mailbox | None) -> None:
    """Raises OwnSuperior, DeputyIsSuperior."""
    for approver in filter(None, (superior, deputy)):
        if approver in accounts:
            raise errors.OwnSuperior(address=approver.address)
    if deputy == superior:
        raise errors.DeputyIsSuperior
