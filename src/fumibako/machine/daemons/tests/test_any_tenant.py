"""Tenants whose every field was tried with any text at all (SECURITY case 26), a thousand of them in the long run: what
the doors let in is rendered, the daemons' own checkers take it, and what is read back is what was wanted."""

import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fumibako.machine.conf import Config, load
from fumibako.machine.daemons.dovecot.service import Dovecot
from fumibako.machine.daemons.filterd.service import Filterd
from fumibako.machine.daemons.postfix.service import Postfix
from fumibako.machine.daemons.rendering import render_all
from fumibako.machine.daemons.services import SERVICES, TABLES
from fumibako.machine.daemons.tables.postfix import NAMES
from fumibako.machine.formats.addresses import BadAddress, parse_address, parse_domain, parse_foreign_address
from fumibako.machine.formats.filter_policy import FilterPolicy, read_policy
from fumibako.machine.provision.engine import Engine
from fumibako.machine.state import (
    MAX_TARGETS,
    Aspect,
    Forward,
    Mailbox,
    MailDomain,
    NoticeText,
    Scope,
    SpamPolicy,
    SpamTreatment,
    State,
    VirusPolicy,
)
from fumibako.machine.system import files, tls

pytestmark = pytest.mark.box
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
LIKELY = st.text("abcxyz0189.-_@\u3042\u00e9\n\0\"'\\{};#$%", max_size=20)


def let_in(parse: Callable[[str], str], ordinary: str) -> st.SearchStrategy[str]:
    """What a door makes of any text, of text made of what is likely to pass or to break, and of ordinary text."""

    def door(text: str) -> str | None:
        try:
            return parse(text)
        except BadAddress:
            return None

    written = st.one_of(ANY_TEXT, LIKELY, st.from_regex(ordinary, fullmatch=True))
    return written.map(door).filter(lambda value: value is not None)  # type: ignore[return-value]


DOMAIN = let_in(parse_domain, r"[a-z0-9][a-z0-9-]{0,20}[a-z0-9]\.(example|jp|co\.jp|xn--q9jyb4c)")
LOCAL_PART = let_in(lambda text: parse_address(f"{text}@x.example").partition("@")[0], r"[a-z0-9_][a-z0-9_.-]{0,30}")
TARGET = let_in(parse_foreign_address, r"[A-Za-z0-9#&'*+/=?^_~][A-Za-z0-9#&'*+/=?^_~.-]{0,30}@[a-z]{1,9}\.example")
NOTICE = st.builds(NoticeText, subject=ANY_TEXT, body=ANY_TEXT, language=st.sampled_from(("", "ja", "en")))
TREATMENT = st.sampled_from(SpamTreatment)


@dataclass(frozen=True)
class Tenant:
    domain: MailDomain
    mailbox: Mailbox
    forward: Forward | None

    def states(self) -> Iterator[State]:
        yield State(scope=Scope(Aspect.DOMAIN, self.domain.name), wishes=(self.domain,))
        yield State(scope=Scope(Aspect.ACCOUNT, self.mailbox.address), wishes=(self.mailbox,))
        wishes = (self.forward,) if self.forward else ()
        yield State(scope=Scope(Aspect.SIEVE, self.mailbox.address), wishes=wishes)


@st.composite
def tenants(draw: st.DrawFn) -> Tenant:
    name = draw(DOMAIN)
    domain = MailDomain(
        name=name,
        administrator=f"administrator@{name}",
        is_suspended=draw(st.booleans()),
        is_locked=draw(st.booleans()),
        virus=draw(st.builds(VirusPolicy, incoming=st.booleans(), outgoing=st.booleans())),
        spam=draw(st.builds(SpamPolicy, is_on=st.booleans(), threshold=st.floats(-1e6, 1e6), treatment=TREATMENT)),
        notices=tuple(sorted(draw(st.dictionaries(ANY_TEXT, NOTICE, max_size=3)).items())),
        signature=draw(ANY_TEXT),
    )
    targets = tuple(dict.fromkeys(draw(st.lists(TARGET, max_size=MAX_TARGETS))))
    mailbox = Mailbox(
        address=f"{draw(LOCAL_PART)}@{name}",
        password_hash=draw(ANY_TEXT),
        quota_bytes=draw(st.integers(0, 1 << 50)),
        is_open=draw(st.booleans()),
    )
    forward = Forward(targets=targets, keeps_copy=draw(st.booleans())) if targets else None
    return Tenant(domain, mailbox, forward)


@pytest.fixture(scope="module")
def config() -> Iterator[Config]:
    """A box that was never started: Dovecot's and Postfix's own configuration, and empty tables."""
    state = Path(tempfile.mkdtemp(prefix="fb-", dir="/tmp"))
    made = load(state=state)
    files.directory(made.secrets)
    for name in ("guard", "search"):
        files.write(made.secrets / name, b"x")
    tls.make_certificate(made.tls, made.hostname)
    box = State(scope=Scope(Aspect.BOX, "box"))
    for service in (Dovecot(), Postfix()):
        service.prepare(made)
        outcome = Engine(made, [service], ()).apply(box.scope, {service.name: service.render(made, box)}, {})
        assert outcome.is_live, outcome.message
    yield made
    shutil.rmtree(state)


def test_case_026_any_tenant_is_rendered_checked_and_read_back_as_it_was_wanted(config: Config, *, long: bool) -> None:
    seen: dict[str, Tenant] = {}
    count = 1000 if long else 200

    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(tenants())
    def see(tenant: Tenant) -> None:
        seen[tenant.domain.name] = tenant  # one of each name: a later state of it takes the place of the earlier
        for state in tenant.states():
            render_all(config, SERVICES, TABLES, state)

    see()
    assert len(seen) > count // 3
    staged = config.state / "staged"
    wanted = {state.scope: render_all(config, SERVICES, TABLES, state) for t in seen.values() for state in t.states()}
    for number, (scope, (sets, _)) in enumerate(wanted.items()):
        for service, fileset in sets.items():
            for name, file in fileset.items():
                path = staged / (f"{number}/{name}" if service == "filterd" else f"{number}.sieve")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(file.content)
        if scope.aspect is Aspect.DOMAIN:
            Filterd().check(config, staged / str(number), scope)
            content = (staged / str(number) / "policy.json").read_bytes()
            assert read_policy(content) == _policy(seen[scope.key].domain)
    Dovecot().check(config, staged, Scope(Aspect.SIEVE, "any@x.example"))
    for number, (scope, _) in enumerate(wanted.items()):
        if scope.aspect is Aspect.SIEVE:
            tenant = seen[scope.key.partition("@")[2]]
            script = staged / f"{number}.sieve"
            assert _redirects(config, script) == tenant.forward
    for table in TABLES:
        rows_of = {scope: rows[table.name] for scope, (_, rows) in wanted.items() if table.name in rows}
        table.write(config, rows_of)
        assert table.differing(config, rows_of) == set()
        table.complete(config, table.filling(config))
        assert table.differing(config, rows_of) == set()
    assert _everything_live(config) == {
        (row.table, row.key): [str(value) for value in row.values]
        for _, rows in wanted.values()
        for some in rows.values()
        for row in some
    }


def _policy(domain: MailDomain) -> FilterPolicy:
    return FilterPolicy(
        domain=domain.name,
        is_suspended=domain.is_suspended,
        is_locked=domain.is_locked,
        virus=domain.virus,
        spam=domain.spam,
        notices=domain.notices,
        signature=domain.signature,
    )


def _redirects(config: Config, script: Path) -> Forward | None:
    """What sievec understood, as sieve-dump tells it from the binary that it made."""
    if not script.exists():
        return None
    command = ("sieve-dump", "-c", str(config.live("dovecot") / "dovecot.conf"), str(script.with_suffix(".svbin")))
    dumped = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout
    targets = re.findall(r'address: STR\[\d+\] "(.*)"$', dumped, re.MULTILINE)
    assert dumped.count(" REDIRECT\n") == len(targets)
    return Forward(targets=tuple(targets), keeps_copy="SIDE-EFFECT: copy" in dumped)


def _everything_live(config: Config) -> dict[tuple[str, str], list[str]]:
    """Every row of every table, whoever it belongs to."""
    live: dict[tuple[str, str], list[str]] = {}
    for table in NAMES:
        command = ("postmap", "-c", str(config.live("postfix")), "-s", f"lmdb:{config.edge / table}")
        for line in subprocess.run(command, capture_output=True, text=True, timeout=60).stdout.splitlines():
            key, _, value = line.partition("\t")
            live[table, key] = [value]
    edge = sqlite3.connect(config.edge / "accounts.sqlite3")
    for address, *values in edge.execute("SELECT address, password, quota_bytes, is_open FROM account"):
        live["accounts", address] = [str(value) for value in values]
    live |= {("quota_of", address): [mailbox] for address, mailbox in edge.execute("SELECT * FROM quota_of")}
    live |= {("closed", domain): [] for (domain,) in edge.execute("SELECT domain FROM closed")}
    edge.close()
    return live
