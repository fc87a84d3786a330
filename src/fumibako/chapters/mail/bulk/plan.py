"""What a sheet would do to the accounts that there are, line by line. Pure; the services have the last word."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from fumibako.chapters.identity.logins.password_policy import check_password
from fumibako.chapters.mail.accounts import rules
from fumibako.chapters.mail.accounts.errors import (
    AccountsExhausted,
    AddressTaken,
    AnotherAdministrator,
    IsAdministrator,
    NoSuchAccount,
    StillBeingRemoved,
)
from fumibako.chapters.mail.bulk.columns import Action
from fumibako.chapters.mail.bulk.errors import AlreadyAnAccount, OwnPassword
from fumibako.chapters.mail.bulk.sheet import Entry, Sheet
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.tenancy.roles import Role, may_change_account_of

_GROWTH = {Action.ADD: 1, Action.CHANGE: 0, Action.DELETE: -1}


@dataclass(frozen=True)
class Existing:
    is_administrator: bool = False
    role: Role = Role.NONE


@dataclass(frozen=True)
class Facts:
    """accounts and aliases by address; unsettled: addresses with a change that is not live yet. customers: whose a
    domain is; used and limits: numbers of accounts by customer."""

    accounts: Mapping[str, Existing] = field(default_factory=dict)
    aliases: frozenset[str] = frozenset()
    unsettled: frozenset[str] = frozenset()
    customers: Mapping[str, int] = field(default_factory=dict)
    used: Mapping[int, int] = field(default_factory=dict)
    limits: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Planned:
    entry: Entry
    action: Action
    problems: tuple[Refused, ...]

    @property
    def is_refused(self) -> bool:
        return bool(self.problems)

    @property
    def is_existing(self) -> bool:
        """Whether it would do as a change."""
        return any(isinstance(problem, AlreadyAnAccount) for problem in self.problems)


@dataclass(frozen=True)
class Preview:
    """What would become of a whole sheet."""

    sheet: Sheet
    lines: tuple[Planned, ...]

    @property
    def good(self) -> list[Planned]:
        return [line for line in self.lines if not line.is_refused]

    @property
    def refused(self) -> list[Planned]:
        return [line for line in self.lines if line.is_refused]

    @property
    def existing(self) -> int:
        """How many of the refused lines would do as changes."""
        return sum(line.is_existing for line in self.lines)

    @property
    def numbers(self) -> Mapping[Action, int]:
        """Of the good lines, by what they do."""
        return Counter(line.action for line in self.good)

    @property
    def deletions(self) -> int:
        return self.numbers[Action.DELETE]


def action_of(entry: Entry, *, is_there: bool, changes_existing: bool) -> Action:
    """What a line asks for: without a word, an account is added; one that is there is changed if that was chosen."""
    if entry.action in (None, Action.ADD):
        return Action.CHANGE if is_there and changes_existing else Action.ADD
    return entry.action or Action.ADD


@dataclass(frozen=True)
class Registrar:
    """Whoever registers a sheet. name: an administrator's is an address."""

    name: str
    role: Role


def preview(sheet: Sheet, facts: Facts, *, registrar: Registrar, changes_existing: bool) -> Preview:
    return Preview(sheet, tuple(_planned(sheet.entries, facts, registrar, changes_existing)))


def _planned(entries: Iterable[Entry], facts: Facts, registrar: Registrar, changes_existing: bool) -> Iterator[Planned]:
    used = dict(facts.used)
    for entry in entries:
        is_there = entry.address in facts.accounts
        action = action_of(entry, is_there=is_there, changes_existing=changes_existing)
        problems = list(entry.problems)
        if entry.address:
            problems += _problems(entry, action, facts, registrar)
        customer = facts.customers.get(entry.domain, 0)
        limit = facts.limits.get(customer, 0)
        if action is Action.ADD and not problems and used.get(customer, 0) >= limit:
            problems.append(AccountsExhausted(most=limit))
        if not problems:
            used[customer] = used.get(customer, 0) + _GROWTH[action]
        yield Planned(entry, action, tuple(problems))


def _problems(entry: Entry, action: Action, facts: Facts, registrar: Registrar) -> Iterator[Refused]:
    questions: dict[Action, tuple[Callable[[Entry, Facts], object], ...]] = {
        Action.ADD: (_check_free, _check_name),
        Action.CHANGE: (_check_there, _check_suspension),
        Action.DELETE: (_check_there, _check_deletion),
    }
    for question in questions[action]:
        if problem := _refusal(question, entry, facts):
            yield problem
    if action is not Action.DELETE and entry.password and (problem := _refusal(_check_password, entry, facts)):
        yield problem
    is_own = entry.address == registrar.name
    if action is Action.CHANGE and entry.password and is_own:
        yield OwnPassword()
    there = facts.accounts.get(entry.address)
    if action is not Action.ADD and there and not is_own and not may_change_account_of(registrar.role, there.role):
        yield AnotherAdministrator(address=entry.address)


def _refusal(question: Callable[[Entry, Facts], object], entry: Entry, facts: Facts) -> Refused | None:
    try:
        question(entry, facts)
    except Refused as refusal:
        return refusal
    return None


def _check_free(entry: Entry, facts: Facts) -> None:
    if entry.address in facts.accounts:
        raise AlreadyAnAccount(address=entry.address)
    if entry.address in facts.aliases:
        raise AddressTaken(address=entry.address)
    if entry.address in facts.unsettled:
        raise StillBeingRemoved(address=entry.address)


def _check_name(entry: Entry, facts: Facts) -> None:
    rules.check_local_part(entry.address, entry.domain)


def _check_there(entry: Entry, facts: Facts) -> None:
    if entry.address not in facts.accounts:
        raise NoSuchAccount(address=entry.address)


def _check_suspension(entry: Entry, facts: Facts) -> None:
    if entry.is_suspended and facts.accounts.get(entry.address, Existing()).is_administrator:
        raise IsAdministrator


def _check_deletion(entry: Entry, facts: Facts) -> None:
    if facts.accounts.get(entry.address, Existing()).is_administrator:
        raise IsAdministrator


def _check_password(entry: Entry, facts: Facts) -> None:
    check_password(entry.password, entry.address)
