"""Aspects, scopes and states: how small a piece of the desired state one change touches."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from fumibako.machine.state import keys

Wish = TypeVar("Wish")


class BadScope(ValueError):
    """The key does not follow its aspect's grammar."""


class Aspect(StrEnum):
    """The part of the state that changed, with the grammar of its keys. A service lists the aspects it reads."""

    grammar: keys.Grammar

    def __new__(cls, name: str, grammar: keys.Grammar) -> "Aspect":
        aspect = str.__new__(cls, name)
        aspect._value_ = name
        aspect.grammar = grammar
        return aspect

    BOX = "box", keys.box  # the box itself: ports, certificates, limits
    DOMAIN = "domain", keys.domain  # a domain exists, is suspended or locked; its policies and notices
    ACCOUNT = "account", keys.address  # a mailbox exists; its password, quota, whether it is open
    ALIAS = "alias", keys.address  # an address without a mailbox, and the mailboxes that receive its mail
    SIEVE = "sieve", keys.address  # the product's own Sieve script of a mailbox
    DOMAIN_SIEVE = "domain_sieve", keys.mailboxes  # the Sieve script that the mailboxes of a domain share
    ZONE = "zone", keys.domain  # the DNS records of a domain
    DATABASES = "databases", keys.domain  # the databases of a domain's site
    SITE = "site", keys.domain  # the web site of a domain: its server, PHP, FTP access


@dataclass(frozen=True, order=True)
class Scope:
    """What one generation belongs to: an aspect and one of its keys. Raises BadScope for any other key."""

    aspect: Aspect
    key: str

    def __post_init__(self) -> None:
        if self.aspect.grammar(self.key) is None:
            raise BadScope(f"not a scope: {self}")

    @classmethod
    def parse(cls, aspect: str, key: str) -> "Scope":
        """Read a scope as a row or a message spells it. Raises BadScope, a ValueError, also for an unknown aspect."""
        try:
            return cls(Aspect(aspect), key)  # type: ignore[call-arg] # mypy takes the look-up for __new__
        except ValueError as error:
            raise BadScope(f"not a scope: {aspect}:{key}") from error

    def __str__(self) -> str:
        return f"{self.aspect}:{self.key}"

    @property
    def path(self) -> str:
        """The scope's directory below its service's `scopes`: "example.jp" or "example.jp/taro"."""
        return self.aspect.grammar(self.key) or ""


@dataclass(frozen=True, kw_only=True)
class State:
    """Everything wanted in one scope, at most one wish of each class. No wishes: the scope shall be removed.

    A feature brings its own class of wish, which the daemons that need it look up by class.
    """

    scope: Scope
    wishes: tuple[object, ...] = ()

    def wish(self, kind: type[Wish]) -> Wish | None:
        return next((wish for wish in self.wishes if isinstance(wish, kind)), None)
