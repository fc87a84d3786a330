"""One filterd with a real clamd; the next hops record what they accept."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fumibako.machine.conf import Config, load
from fumibako.machine.daemons import own
from fumibako.machine.daemons.filterd.service import Filterd
from fumibako.machine.formats.filter_policy import write_policy
from fumibako.machine.provision.service import Condition
from fumibako.machine.state import MailDomain, SenderAuthentication, SendingGuard, SpamPolicy

from .hops import Agent, NextHop, Queue
from .scanners import Clamd, until


class Bench:
    """filterd between its neighbours."""

    def __init__(self, config: Config) -> None:
        self.config = config
        Filterd().prepare(config)
        self.clamd = Clamd(config)
        self.dovecot = NextHop(config.dovecot_lmtp)
        self.agent = Agent(config.agent_socket, self.dovecot)
        self.reinjection = NextHop(config.reinject_socket)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def secret(self) -> bytes:
        return (self.config.secrets / "scan").read_bytes().strip()

    def start(self, module: str = "fumibako.processes.filterd") -> None:
        command = [sys.executable, "-m", module, "--state", str(self.config.state)]
        environment = {**own.environment(self.config), "FUMIBAKO_BUG_IS_FIXED": str(self.config.state / "fixed")}
        with (self.config.state / "filterd.log").open("ab") as log:
            self._process = subprocess.Popen(command, stderr=log, env={**os.environ, **environment})
        until(lambda: Filterd().health(self.config).condition is not Condition.DOWN)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """As supervisord does."""
        assert self._process is not None
        self._process.terminate()
        self._process.wait(10)

    def allow(
        self,
        domain: MailDomain,
        senders: SenderAuthentication | None = None,
        guard: SendingGuard | None = None,
    ) -> None:
        path = self.config.live_scope("filterd", domain.name) / "policy.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".new")
        partial.write_bytes(write_policy(domain, senders, guard))
        partial.rename(path)

    def log(self) -> str:
        return (self.config.state / "filterd.log").read_text()

    def incoming(self) -> Queue:
        return Queue(self.config.filter_in_socket)

    def outgoing(self) -> Queue:
        return Queue(self.config.filter_out_socket)

    def close(self) -> None:
        self.kill()
        self.clamd.stop()
        self.dovecot.close()
        self.agent.close()
        self.reinjection.close()


@pytest.fixture(scope="session")
def running() -> Iterator[Bench]:
    # Not pytest's own directory: Unix socket paths are limited in length.
    state = Path(tempfile.mkdtemp(prefix="fb-filterd-", dir="/tmp"))
    state.chmod(0o755)
    running = Bench(load(state=state))
    try:
        running.clamd.start()
        running.start()
        yield running
    finally:
        running.close()
        shutil.rmtree(state)


@pytest.fixture
def bench(running: Bench) -> Bench:
    """example.jp scans for viruses and does not check spam."""
    for hop in (running.dovecot, running.reinjection):
        hop.taken.clear()
        hop.refusals.clear()
    running.agent.asked.clear()
    running.allow(MailDomain(name="example.jp", administrator="admin@example.jp", spam=SpamPolicy(is_on=False)))
    return running
