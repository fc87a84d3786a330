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
from fumibako.machine.formats.addresses import RESERVED, BadAddress, parse_local_part
from fumibako.machine.state import Aspect

LEAST_QUOTA, MOST_QUOTA = 1 << 20, 1 << 50


def check_local_part(text: str) -> str:
    """Return it as we write it. Raises UnreadableAddress, ReservedName."""
    try:
        local_part = parse_local_part(text)
    except BadAddress as error:
        raise errors.UnreadableAddress(error, "local_part") from error
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
    if not LEAST_QUOTA <= quota_bytes <= MOST_QUOTA:
        raise errors.BadQuota(most=f"{MOST_QUOTA >> 30:,}")
    return quota_bytes


def check_free(address: str) -> None:
    """Raises AddressTaken, StillBeingRemoved."""
    if Mailbox.objects.filter(address=address).exists() or Alias.objects.filter(address=address).exists():
        raise errors.AddressTaken(address=address)
    if not all(is_settled(aspect, address) for aspect in (Aspect.ACCOUNT, Aspect.ALIAS, Aspect.SIEVE)):
        raise errors.StillBeingRemoved(address=address)


def check_room(customer: Customer, most: int) -> None:
    """Raises AccountsExhausted."""
    if accounts_used(customer) >= most:
        raise errors.AccountsExhausted(most=most)


def check_may_change(actor: Actor, mailbox: Mailbox) -> None:
    """Everybody's own account is theirs. Raises AnotherAdministrator."""
    if not mailbox.role or mailbox.address == actor.name:
        return
    if not may_change_account_of(role_of(actor), Role(mailbox.role)):
        raise errors.AnotherAdministrator(address=mailbox.address)
