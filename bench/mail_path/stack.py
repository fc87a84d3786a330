"""The measured box: a whole Fumibako, with one domain for each way that a mail can take through it.

Everything is the box's own rendering but two lines: Postfix's transport_maps sends two domains another way than
through the filter, and clamd remembers nothing. (And those two are let into Dovecot's LMTP socket.)
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.mail_path import amavis, untuned
from bench.mail_path.consumption import cpu_seconds, pss_bytes
from bench.mail_path.loads import ACCOUNTS
from bench.mail_path.signed import name_server
from fumibako.machine.conf import Config, load
from fumibako.machine.daemons.clamd.service import Clamd
from fumibako.machine.daemons.dovecot.doveadm import make_folders
from fumibako.machine.daemons.rendering import render_all
from fumibako.machine.daemons.services import SERVICES, TABLES
from fumibako.machine.daemons.spamd.service import MAX_CHILDREN
from fumibako.machine.daemons.supervisor.control import Supervisor
from fumibako.machine.provision.engine import Engine
from fumibako.machine.provision.service import Condition
from fumibako.machine.state import Aspect, Mailbox, MailDomain, Scope, SpamPolicy, State, VirusPolicy
from fumibako.machine.system.groups import remembered
from fumibako.processes.filterd.tests.c_icap import engine
from tests.conftest import ROOT
from tests.faults.processes import below
from tests.journeys.clients import until
from tests.ports import free_base, free_port

PLAIN, CLAMD, ICAP, DKIM = "plain.example", "clamd.example", "icap.example", "dkim.example"
BOTH, AMAVIS = "both.example", "amavis.example"
DOMAINS = (PLAIN, CLAMD, ICAP, DKIM, BOTH, AMAVIS)
OURS = ("agent", "filterd", "guardd", "watchdog", "web", "worker")
_SAVED = b"stored mail into mailbox"


@dataclass
class Stack:
    config: Config
    others: Mapping[str, int]  # pids of what ours is compared with

    def cpu(self) -> dict[str, float]:
        """CPU seconds so far, by service."""
        pids = {**self._pids(), **self.others}
        used = {name: cpu_seconds(pid) for name, pid in pids.items()}
        return used | {"supervisord": cpu_seconds(self._supervisord, alone=True)}

    def own_memory(self) -> dict[str, int]:
        """PSS of our own processes, in bytes."""
        found = {name: pss_bytes(pid) for name, pid in self._pids().items() if name in OURS}
        return found | {"supervisord": pss_bytes(self._supervisord, alone=True)}

    def set_spamd_apart(self) -> None:
        """One core for spamd's processes, the others for everything else."""
        first, *others = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, others)
        spamd = set(below(self._pids()["spamd"]))
        for pid in list(below(self._supervisord)):
            with contextlib.suppress(ProcessLookupError):
                os.sched_setaffinity(pid, {first} if pid in spamd else others)

    def saved(self, since: int) -> int:
        """How many mails came into mailboxes since that position of Dovecot's log."""
        with self._log.open("rb") as log:
            log.seek(since)
            return log.read().count(_SAVED)

    def position(self) -> int:
        return self._log.stat().st_size

    @property
    def _log(self) -> Path:
        return self.config.log / "dovecot.log"

    @property
    def _supervisord(self) -> int:
        return int((self.config.run / "supervisord.pid").read_text())

    def _pids(self) -> Mapping[str, int]:
        units = {path.name: remembered(path) for path in (self.config.run / "units").iterdir()}
        return {name: group.number for name, group in units.items() if group}


@contextlib.contextmanager
def running() -> Iterator[Stack]:
    # A short path: Unix socket paths are limited.
    state = Path(tempfile.mkdtemp(prefix="fb-bench-", dir="/tmp"))
    state.chmod(0o755)
    icap, names = free_port(), free_port()
    (state / "fumibako.toml").write_text(
        f"[box]\nport_base = {free_base()}\n[engines]\ndownload_signatures = false\n"
        f'icap = "icap://127.0.0.1:{icap}/avscan"\n[dns]\nresolver = "[127.0.0.1]:{names}"\n'
    )
    config = load(state=state)
    try:
        _command(config, "up", "--detach", "--no-demo")
        _add_domains(config)
        _vary(config)
        with contextlib.ExitStack() as others:
            others.enter_context(name_server(names))
            second = others.enter_context(engine(icap, config.clamd_socket))
            pids = {"untuned": others.enter_context(untuned.running(config)), "c-icap": second}
            if amavis.PROGRAM.exists():
                pids["amavis"] = others.enter_context(amavis.running(config, AMAVIS, MAX_CHILDREN))
            yield Stack(config, pids)
    finally:
        _command(config, "down")
        shutil.rmtree(state)


def _command(config: Config, *words: str) -> None:
    command = (sys.executable, "-m", "fumibako.cli", *words, "--state", str(config.state))
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT / "src")})


def _add_domains(config: Config) -> None:
    engine = Engine(config, SERVICES, TABLES)
    for name in DOMAINS:
        spam, virus = SpamPolicy(is_on=name == BOTH), VirusPolicy(second=name == ICAP)
        domain = MailDomain(name=name, administrator=f"u0@{name}", spam=spam, virus=virus)
        states = [State(scope=Scope(Aspect.DOMAIN, name), wishes=(domain,))]
        for number in range(ACCOUNTS):
            mailbox = Mailbox(address=f"u{number}@{name}", password_hash="*", quota_bytes=10 << 30)
            states.append(State(scope=Scope(Aspect.ACCOUNT, mailbox.address), wishes=(mailbox,)))
        for state in states:
            outcome = engine.apply(state.scope, *render_all(config, SERVICES, TABLES, state))
            assert outcome.is_live, outcome.message
    make_folders(config, [f"u{number}@{name}" for name in DOMAINS for number in range(ACCOUNTS)])


def _vary(config: Config) -> None:
    config.dovecot_lmtp.chmod(0o666)  # in the box only filterd is let in
    past = f"{{{PLAIN} = lmtp:unix:{config.dovecot_lmtp}}}, {{{AMAVIS} = lmtp:unix:{config.state}/amavis/socket}}"
    with (config.live("postfix") / "main.cf").open("a") as main:
        main.write(f"transport_maps = inline:{{ {past} }}\n")
    subprocess.run(("postfix", "-c", config.live("postfix"), "reload"), check=True, capture_output=True)
    with (config.live("clamd") / "clamd.conf").open("a") as conf:
        conf.write("DisableCache yes\n")
    Supervisor(config).replace("clamd", "TERM", 20)
    until(lambda: Clamd().health(config).condition is not Condition.DOWN, 30)
