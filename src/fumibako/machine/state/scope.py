"""Scopes and aspects: how small a piece of the state one change touches."""

from dataclasses import dataclass
from enum import StrEnum

from fumibako.machine.state.mail import Mailbox, MailDomain


class Aspect(StrEnum):
    """Which part of the state changed; a service says which of them it reads."""

    BOX = "box"  # the box itself: ports, certificates, limits; scope "box"
    DOMAIN = "domain"  # a domain is there, suspended, locked; its policy and notices; scope: the domain
    ACCOUNT = "account"  # a mailbox is there, its password, quota, open or not; scope: the address
    SIEVE = "sieve"  # what the product's own Sieve script of a mailbox says; scope: the address


@dataclass(frozen=True, order=True)
class Scope:
    """What one generation belongs to: the aspect and its key ("box", a domain name or an address)."""

    aspect: Aspect
    key: str

    def __str__(self) -> str:
        return f"{self.aspect}:{self.key}"


@dataclass(frozen=True, kw_only=True)
class State:
    """Everything wanted in one scope. `domain` or `mailbox` is None where the scope is wanted gone."""

    scope: Scope
    domain: MailDomain | None = None
    mailbox: Mailbox | None = None
