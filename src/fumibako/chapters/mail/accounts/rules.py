"""What an account may be (B1), rule by rule: services ask them one after another, forms all at once.

Passwords have a policy of their own (password_policy.py).
"""

from fumibako.chapters.mail.accounts import errors
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import accounts_used, role_of
from fumibako.chapters.mail.aliases.models import Alias
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.names import is_name
from fumibako.groundwork.publish.queries import is_settled
from fumibako.groundwork.tenancy.models import Customer
from fumibako.groundwork.tenancy.roles import Role, may_change_account_of
from fumibako.machine.formats.addresses import RESERVED, BadAddress, parse_domain, parse_local_part
from fumibako.machine.formats.idn import readable_domain
from fumibako.machine.formats.widths import half_width
from fumibako.machine.state import Aspect

LEAST_QUOTA, MAX_QUOTA = 1 << 20, 1 << 50


def read_address(text: str, default: str, field: str = "") -> tuple[str, str]:
    """The local part and the domain of what is typed, as we write them, wherever an address of an account or an alias
    is asked for. default: the domain of a local part alone, "" for none. Raises UnreadableAddress."""
    local_part, at, domain = half_width(text).rpartition("@")
    try:
        if not at and not default:
            raise BadAddress("shape" if text.strip() else "empty", text)
        return parse_local_part(local_part if at else text), parse_domain(domain) if at else default
    except BadAddress as error:
        raise errors.UnreadableAddress(error, field) from error


def check_local_part(text: str, domain: str) -> str:
    """Return what stands before the @ of an address in that domain, given alone or with it. Raises UnreadableAddress,
    OtherDomain, ReservedName."""
    local_part, name = read_address(text, domain, "local_part")
    if name != domain:
        raise errors.OtherDomain(other=readable_domain(name), domain=readable_domain(domain))
    if local_part in RESERVED:
        raise errors.ReservedName(name=local_part)
    return local_part


def check_display_name(text: str) -> str:
    """Return it without the blanks around it. Raises BadDisplayName."""
    text = text.strip()
    if not is_name(text, most=100):
        raise errors.BadDisplayName
    return text


def check_quota(quota_bytes: int) -> int:
    """Raises BadQuota."""
    if not LEAST_QUOTA <= quota_bytes <= MAX_QUOTA:
        raise errors.BadQuota(most=f"{MAX_QUOTA >> 30:,}")
    return quota_bytes


def check_free(address: str) -> None:
    """Raises AddressTaken, StillBeingRemoved."""
    if Mailbox.objects.filter(address=address).exists() or Alias.objects.filter(address=address).exists():
        raise errors.AddressTaken(address=address)
    if not all(is_settled(aspect, address) for aspect in (Aspect.ACCOUNT, Aspect.ALIAS, Aspect.SIEVE)):
        raise errors.StillBeingRemoved(address=address)


def check_limit(customer: Customer, most: int) -> None:
    """Raises AccountsExhausted."""
    if accounts_used(customer) >= most:
        raise errors.AccountsExhausted(most=most)


def check_may_change(actor: Actor, mailbox: Mailbox) -> None:
    """Everybody's own account is theirs. Raises AnotherAdministrator."""
    if not mailbox.role or mailbox.address == actor.name:
        return
    if not may_change_account_of(role_of(actor), Role(mailbox.role)):
        raise errors.AnotherAdministrator(address=mailbox.address)
