"""Who may log in, and whose sessions are ended when."""

import contextlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from fumibako.machine.conf import Config
from fumibako.machine.conf.schema import Settings
from fumibako.machine.daemons.dovecot.render import render
from fumibako.machine.daemons.guardd.control import Guard, GuardDown
from fumibako.machine.daemons.tables import dovecot
from fumibako.machine.daemons.tables.dovecot import DovecotTables
from fumibako.machine.state import Alias, Aspect, Forward, Mailbox, MailDomain, Scope, State
from fumibako.machine.state.mail.app_passwords import AppPassword, AppPasswords
from fumibako.machine.state.mail.shared import Right, Shared
from fumibako.machine.system.run import CommandFailed

pytestmark = pytest.mark.feature("B1", "E1")
DOMAIN = "a.example"
TARO, JIRO = f"taro@{DOMAIN}", "jiro@b.example"


class Box:
    """The table, with a clock; ended: whom doveadm was to log out. guard_is_down, doveadm_fails: the troubles."""

    def __init__(self, config: Config) -> None:
        self.config, self.table = config, DovecotTables()
        self.now = 1000.0
        self.ended: list[str] = []
        self.guard_is_down = self.doveadm_fails = False

    def account(self, address: str, password: str = "{X}1", *, is_open: bool = True) -> None:
        scope = Scope(Aspect.ACCOUNT, address)
        mailbox = Mailbox(address=address, password_hash=password, quota_bytes=9, is_open=is_open)
        self.table.write(self.config, {scope: self.table.rows(State(scope=scope, wishes=(mailbox,)))})

    def domain(self, *, is_suspended: bool) -> None:
        scope = Scope(Aspect.DOMAIN, DOMAIN)
        domain = MailDomain(name=DOMAIN, administrator=TARO, is_suspended=is_suspended)
        rows = self.table.rows(State(scope=scope, wishes=(domain,)))
        assert (self.table.differing(self.config, {scope: rows}) == {scope}) == (is_suspended != self.is_closed())
        self.table.write(self.config, {scope: rows})
        assert self.table.differing(self.config, {scope: rows}) == set()

    def look(self) -> None:
        """As the worker lets look every half minute."""
        self.now += 30
        self.table.differing(self.config, {})

    def is_closed(self) -> bool:
        return bool(self._asked("SELECT 1 FROM closed"))

    def lets_in(self, address: str) -> bool:
        """By the very query that Dovecot asks."""
        lines = render(self.config)["accounts.conf"].content.decode().splitlines()
        query = next(line.partition(" = ")[2] for line in lines if line.startswith("password_query"))
        return bool(self._asked(query.replace("%Lu", address).replace("%Ld", address.partition("@")[2])))

    def lets_in_by_app(self, address: str, digest: str, service: str) -> bool:
        lines = render(self.config)["app_passwords.conf"].content.decode().splitlines()
        query = next(line.partition(" = ")[2] for line in lines if line.startswith("password_query"))
        query = query.replace("%Lu", address).replace("%Ld", address.partition("@")[2])
        return bool(self._asked(query.replace("%{sha256:password}", digest).replace("%Ls", service)))

    def write(self, aspect: Aspect, key: str, *wishes: object) -> None:
        scope = Scope(aspect, key)
        self.table.write(self.config, {scope: self.table.rows(State(scope=scope, wishes=wishes))})

    def differs(self, aspect: Aspect, key: str, *wishes: object) -> bool:
        scope = Scope(aspect, key)
        return bool(self.table.differing(self.config, {scope: self.table.rows(State(scope=scope, wishes=wishes))}))

    def mailbox_meant(self, address: str, service: str = "quota-status") -> list[object]:
        """By the query with which Dovecot looks for a user."""
        lines = render(self.config)["accounts.conf"].content.decode().splitlines()
        query = next(line.partition(" = ")[2] for line in lines if line.startswith("user_query"))
        return [row[0] for row in self._asked(query.replace("%Lu", address).replace("%Ls", service))]

    def _asked(self, query: str) -> list[tuple[object, ...]]:
        with contextlib.closing(sqlite3.connect(self.config.edge / "accounts.sqlite3")) as database:
            return database.execute(query).fetchall()

    def run(self, command: Sequence[str]) -> str:
        if command[-2] == "kick":
            if self.doveadm_fails:
                raise CommandFailed("doveadm did not end within 30 s")
            self.ended.append(command[-1])
            raise CommandFailed("no users kicked")
        return ""


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Box:
    box = Box(Config(Settings(), tmp_path))

    def smtp_sessions(guard: Guard, *, login: str) -> list[int]:
        if box.guard_is_down:
            raise GuardDown
        return []

    monkeypatch.setattr(Guard, "smtp_sessions", smtp_sessions)
    monkeypatch.setattr(dovecot, "run", box.run)
    monkeypatch.setattr(dovecot.time, "time", lambda: box.now)
    box.table.differing(box.config, {})
    box.table.complete(box.config, {dovecot.ACCOUNTS})
    return box


def test_case_049_one_row_closes_a_domain_and_one_word_ends_its_sessions(box: Box) -> None:
    for address in (TARO, f"hanako@{DOMAIN}", JIRO):
        box.account(address)
    box.domain(is_suspended=True)
    assert (box.lets_in(TARO), box.lets_in(f"hanako@{DOMAIN}"), box.lets_in(JIRO)) == (False, False, True)
    for address in (TARO, f"hanako@{DOMAIN}"):
        box.account(address, is_open=False)
    assert box.ended == [f"*@{DOMAIN}"]
    for address in (TARO, f"hanako@{DOMAIN}"):
        box.account(address)
    assert not box.lets_in(TARO)
    box.domain(is_suspended=False)
    assert box.lets_in(TARO)
    box.look()
    assert box.ended == [f"*@{DOMAIN}"]


def test_whoever_may_not_log_in_any_more_is_logged_out_and_once_more_after_logins_that_were_under_way(box: Box) -> None:
    box.account(TARO)
    box.account(TARO)
    assert box.ended == []
    box.account(TARO, "{X}2")
    assert box.ended == [TARO]
    box.account(JIRO)
    box.table.differing(box.config, {})
    assert box.ended == [TARO]  # a login may still be under way
    for _ in range(3):
        box.look()
    assert box.ended == [TARO, TARO]


@pytest.mark.parametrize("trouble", ["guard_is_down", "doveadm_fails"])
def test_sessions_that_could_not_be_ended_are_ended_later(box: Box, trouble: str) -> None:
    box.account(TARO)
    setattr(box, trouble, True)
    box.account(TARO, "{X}2")
    box.look()
    setattr(box, trouble, False)
    box.ended.clear()
    for _ in range(4):
        box.look()
    assert box.ended == [TARO, TARO]


def test_postfix_asks_about_the_mailbox_that_an_address_means(box: Box) -> None:
    alias = f"eigyo@{DOMAIN}"
    for address in (TARO, JIRO):
        box.account(address)
    box.write(Aspect.DOMAIN, DOMAIN, MailDomain(name=DOMAIN, administrator=TARO))
    box.write(Aspect.ALIAS, alias, Alias(address=alias, targets=(TARO,)))
    for address in (TARO, alias, f"postmaster@{DOMAIN}", f"abuse@{DOMAIN}"):
        assert box.mailbox_meant(address) == [TARO]
        assert box.mailbox_meant(address, "lmtp") == ([TARO] if address == TARO else [])
    box.write(Aspect.ALIAS, alias, Alias(address=alias, targets=(TARO, JIRO)))
    assert box.mailbox_meant(alias) == []  # for one that is full the others lose nothing


def test_postfix_asks_about_none_that_stores_nothing(box: Box) -> None:
    box.account(TARO)
    box.write(Aspect.DOMAIN, DOMAIN, MailDomain(name=DOMAIN, administrator=TARO))
    for keeps_copy, meant in ((False, []), (True, [TARO])):
        box.write(Aspect.SIEVE, TARO, Forward(targets=(JIRO,), keeps_copy=keeps_copy))
        assert box.mailbox_meant(TARO) == box.mailbox_meant(f"postmaster@{DOMAIN}") == meant
        assert box.mailbox_meant(TARO, "lmtp") == [TARO]


def app_passwords(box: Box, *passwords: AppPassword, is_only: bool = False) -> None:
    account = Mailbox(address=TARO, password_hash="{X}1", quota_bytes=9)
    scope = Scope(Aspect.ACCOUNT, TARO)
    rows = box.table.rows(
        State(scope=scope, wishes=(account, AppPasswords(address=TARO, is_only=is_only, passwords=passwords)))
    )
    box.table.write(box.config, {scope: rows})
    assert box.table.differing(box.config, {scope: rows}) == set()
    if rows:
        assert box.table.differing(box.config, {scope: rows[:-1]}) == {scope}


READING = AppPassword(number=1, digest="a" * 64, protocols=("imap",))
SENDING = AppPassword(number=2, digest="b" * 64, protocols=("smtp",))


@pytest.mark.feature("A3")
def test_an_app_password_opens_its_protocols_and_no_other(box: Box) -> None:
    app_passwords(box, READING, SENDING)
    services = ("imap", "pop3", "sieve", "smtp")
    assert [service for service in services if box.lets_in_by_app(TARO, READING.digest, service)] == ["imap", "sieve"]
    assert [service for service in services if box.lets_in_by_app(TARO, SENDING.digest, service)] == ["smtp"]
    assert not box.lets_in_by_app(TARO, "c" * 64, "imap") and not box.lets_in_by_app(JIRO, READING.digest, "imap")
    assert box.lets_in(TARO)


@pytest.mark.feature("A3")
def test_case_062_with_app_passwords_only_the_accounts_own_one_opens_nothing(box: Box) -> None:
    app_passwords(box, READING)
    assert box.ended == []
    app_passwords(box, READING, is_only=True)
    assert not box.lets_in(TARO) and box.lets_in_by_app(TARO, READING.digest, "imap")
    assert box.ended == [TARO]


@pytest.mark.feature("A3")
def test_whoever_uses_an_app_password_that_is_gone_is_logged_out(box: Box) -> None:
    app_passwords(box, READING, is_only=True)
    app_passwords(box, READING, SENDING, is_only=True)
    assert box.ended == []
    app_passwords(box, READING, is_only=True)
    assert box.ended == [TARO] and not box.lets_in_by_app(TARO, SENDING.digest, "smtp")


@pytest.mark.feature("A3")
def test_case_049_a_suspended_account_or_domain_is_closed_to_app_passwords_too(box: Box) -> None:
    app_passwords(box, READING)
    box.domain(is_suspended=True)
    assert not box.lets_in_by_app(TARO, READING.digest, "imap")
    box.domain(is_suspended=False)
    assert box.lets_in_by_app(TARO, READING.digest, "imap")
    box.account(TARO, is_open=False)
    assert not box.lets_in_by_app(TARO, READING.digest, "imap")


@pytest.mark.feature("B16")
def test_who_shares_a_mailbox_is_written_once_and_again_where_it_failed(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[tuple[str, dict[str, Right]]] = []
    fails = True

    def share(config: Config, address: str, members: dict[str, Right]) -> None:
        if fails:
            raise CommandFailed("doveadm acl ended with 75")
        written.append((address, members))

    monkeypatch.setattr(dovecot, "share", share)
    account = Mailbox(address=TARO, password_hash="{X}1", quota_bytes=9)
    shared = Shared(address=TARO, members=((JIRO, Right.ANSWER),))
    box.write(Aspect.ACCOUNT, TARO, account, shared)
    box.look()
    fails = False
    box.look()
    box.look()
    box.write(Aspect.ACCOUNT, TARO, account, shared)
    assert written == [(TARO, {JIRO: Right.ANSWER})]
    assert box.differs(Aspect.ACCOUNT, TARO, account)
    box.write(Aspect.ACCOUNT, TARO, account)
    assert written[1:] == [(TARO, {})] and not box.differs(Aspect.ACCOUNT, TARO, account)
    box.write(Aspect.ACCOUNT, TARO)
    assert len(written) == 2  # an account that is gone has no ACL
