"""What each feature says about itself for the walks over all of them: tests/contract.py beside its code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from fumibako.chapters.apps import APPS
from fumibako.groundwork.audit.actor import Actor, Kind
from tests.contracts.people import Office

PERSON = Actor(Kind.ADMINISTRATOR, "somebody@ours.example", "203.0.113.9")
CANARY = "Kanaria-ga-utau-4821"
"""A password that must stand in no audit entry."""

Use = Callable[[Office], Any]


@dataclass(frozen=True)
class Answer:
    """The page that comes when the form at `path` is sent, filled in like that. path and the values of filled may hold
    {address}, {number} and {new}, a word that nothing has as its name. status: its HTTP status after all redirects."""

    path: str
    filled: dict[str, str]
    status: int


@dataclass(frozen=True, kw_only=True)
class Contract:
    """uses: how each service that takes an actor is called; of_no_customer: those whose audit entry names no customer.

    values: what stands in the addresses of this feature's pages for an office, by name; nobodys: the same for what does
    not exist; everybodys: the names of those that are the same for everybody. posted_only: names of pages
    ("adminmenu:resume_account") that only answer a form. looks: addresses that are looked at besides the pages as they
    are. answers: pages that come after a form.
    """

    uses: Mapping[Callable[..., Any], Use] = field(default_factory=dict)
    of_no_customer: frozenset[Callable[..., Any]] = frozenset()
    values: Callable[[Office], Mapping[str, str]] = lambda office: {}
    nobodys: Mapping[str, str] = field(default_factory=dict)
    everybodys: frozenset[str] = frozenset()
    posted_only: tuple[str, ...] = ()
    looks: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()


@cache
def contracts() -> tuple[Contract, ...]:
    return tuple(
        import_module(f"{app}.tests.contract").CONTRACT
        for app in APPS
        if find_spec(f"{app}.tests") and find_spec(f"{app}.tests.contract")
    )


def values(office: Office) -> dict[str, str]:
    """What stands in this customer's addresses."""
    return {name: value for contract in contracts() for name, value in contract.values(office).items()}


def nobodys() -> dict[str, str]:
    return {name: value for contract in contracts() for name, value in contract.nobodys.items()}


def everybodys() -> frozenset[str]:
    return frozenset().union(*(contract.everybodys for contract in contracts()))
