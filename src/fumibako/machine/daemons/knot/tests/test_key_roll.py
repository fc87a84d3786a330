"""A DNSSEC key is changed by the real name server while it is killed: what a resolver finds always validates (D9)."""

import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import dns.dnssec
import dns.exception
import dns.message
import dns.name
import dns.query
import dns.rdataclass
import dns.rdatatype
import pytest

from fumibako.machine.conf import Config, load
from fumibako.machine.daemons.knot import render, verbs
from fumibako.machine.daemons.knot.control import delegation_signers
from fumibako.machine.formats.zonefile import write_zone
from fumibako.machine.provision.engine import Engine
from fumibako.machine.provision.verb import Context
from fumibako.machine.state.web.zone import Zone, ZoneRecord
from fumibako.machine.system.run import CommandFailed
from tests.ports import free_base

pytestmark = pytest.mark.feature("D9")
DOMAIN = "sample.example"
SECONDS = 20.0
ZONE = Zone(
    domain=DOMAIN,
    primary="ns1.provider.example",
    contact="hostmaster.provider.example",
    serial=1,
    records=(ZoneRecord("@", "MX", 1, "10 mx.provider.example."), ZoneRecord("@", "NS", 1, "ns1.provider.example.")),
    is_signed=True,
)


class NameServer:
    """Knot with our configuration, but for delays of a second and its user."""

    def __init__(self, config: Config) -> None:
        self.config, self._process = config, cast("subprocess.Popen[bytes] | None", None)
        quick = '    propagation-delay: 1\n    dnskey-ttl: 1\n    zone-max-ttl: 1\n    algorithm: "ecdsap256sha256"\n'
        text = render.conf(config, f"{config.home('knot')}/zones.conf")
        text = text.replace('    algorithm: "ecdsap256sha256"\n', quick)
        text = text.replace(f'  user: "{render.USER}:{render.USER}"\n', "")
        zone = config.home("knot") / "scopes" / DOMAIN / "live"
        for directory in (config.live("knot"), zone, config.home("knot") / "run", config.home("knot") / "db"):
            directory.mkdir(parents=True)
        for name, file in render.box(config).items():
            (config.live("knot") / name).write_bytes(file.content)
        (config.live("knot") / "knot.conf").write_text(text)
        (config.home("knot") / "zones.conf").write_text(f'zone:\n  - domain: "{DOMAIN}"\n    dnssec-signing: on\n')
        (zone / "zone").write_text(write_zone(ZONE))

    def start(self) -> None:
        command = ("/usr/sbin/knotd", "-c", str(self.config.live("knot") / "knot.conf"))
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        until(lambda: bool(delegation_signers(self.config, DOMAIN)))

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()

    def killed(self) -> None:
        self.kill()
        self.start()

    def signed(self, kind: str) -> tuple[Any, Any]:
        name = dns.name.from_text(DOMAIN)
        question = dns.message.make_query(name, kind, want_dnssec=True)
        where = {"where": self.config.own_address, "port": self.config.ports.dns}
        answer, _ = dns.query.udp_with_fallback(question, timeout=2, **where)
        wanted = dns.rdatatype.from_text(kind)
        return (
            answer.find_rrset(answer.answer, name, dns.rdataclass.IN, wanted),
            answer.find_rrset(answer.answer, name, dns.rdataclass.IN, dns.rdatatype.RRSIG, covers=wanted),
        )

    def validates(self, digest: str) -> bool:
        """As for a resolver whose parent names only this key."""
        name = dns.name.from_text(DOMAIN)
        keys, signatures = self.signed("DNSKEY")
        named = [k for k in keys if dns.dnssec.make_ds(name, k, "SHA256").digest.hex().upper() == digest]
        if not named:
            return False
        try:
            dns.dnssec.validate(keys, signatures, {name: named})
            dns.dnssec.validate(*self.signed("MX"), {name: keys})
        except dns.dnssec.ValidationFailure:
            return False
        return True


@pytest.fixture
def server() -> Iterator[NameServer]:
    state = Path(tempfile.mkdtemp(prefix="fb-", dir="/tmp"))
    (state / "fumibako.toml").write_text(f"[box]\nport_base = {free_base()}\n")
    made = NameServer(load(state=state))
    try:
        yield made
    finally:
        made.kill()
        shutil.rmtree(state)


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_case_128_a_zone_always_validates_while_its_key_is_changed_and_the_server_killed(server: NameServer) -> None:
    context = Context(server.config, cast(Engine, None), threading.Lock())

    def digests() -> list[str]:
        return [each.digest for each in delegation_signers(server.config, DOMAIN)]

    server.start()
    (old,) = digests()
    assert server.validates(old)
    verbs.begin_key_roll(context, {"domain": DOMAIN})
    server.killed()
    verbs.begin_key_roll(context, {"domain": DOMAIN})
    assert len(digests()) == 2, "asked twice, made once"
    (new,) = set(digests()) - {old}
    assert server.validates(old)
    until(lambda: server.validates(new))
    server.killed()

    def ends() -> bool:
        """Not before the new key has been there for Knot's delay and the TTL of the keys."""
        assert server.validates(old) and server.validates(new), "the parent may name either"
        try:
            verbs.end_key_roll(context, {"domain": DOMAIN})
        except CommandFailed:
            return False
        return True

    until(ends)
    server.killed()
    assert server.validates(new)
    until(lambda: digests() == [new])
    assert server.validates(new)
