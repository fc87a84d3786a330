"""rspamd: the second spam engine (B10), over a Unix socket, without look-ups outside the machine.

A box on which no account is judged by it does not run it: each domain with such accounts has a file here, and the
first file starts it, the last one's end stops it.
"""

import time
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons import asking
from fumibako.machine.daemons.rspamd.render import USER, render
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.daemons.supervisor.control import NotRunning, Supervisor
from fumibako.machine.provision.service import Condition, Diff, File, FileSet, Health, Process, Rejected
from fumibako.machine.state import Aspect, MailDomain, Scope, State
from fumibako.machine.system import files
from fumibako.machine.system.accounts import gid_of, uid_of
from fumibako.machine.system.run import CommandFailed, CommandRefused, run

# It reads its rules for some seconds of a whole processor.
START_SECONDS = 180


class Rspamd(Quiet):
    """What changes in its configuration waits for the next start."""

    name = "rspamd"
    reads = frozenset({Aspect.BOX, Aspect.DOMAIN})

    def render(self, config: Config, state: State) -> FileSet:
        if state.scope.aspect is Aspect.BOX:
            return render(config)
        domain = state.wish(MailDomain)
        if domain is None or not domain.spam.second_for:
            return {}
        return {"accounts": File(f"{len(domain.spam.second_for)}\n".encode())}

    def check(self, config: Config, staged: Path, scope: Scope) -> None:
        if scope.aspect is not Aspect.BOX:
            return
        try:
            run(("rspamadm", "configtest", "--config", str(staged / "rspamd.conf")), seconds=60)
        except CommandRefused as error:
            raise Rejected(str(error)) from error

    def reload(self, config: Config, diff: Diff, scope: Scope) -> None:
        if scope.aspect is Aspect.BOX:
            return
        try:
            supervisor = Supervisor(config)
            supervisor.start(self.name) if is_wanted(config) else supervisor.stop(self.name)
        except NotRunning as error:
            raise CommandFailed(f"the box does not run: {error}") from error

    def health(self, config: Config) -> Health:
        if not is_wanted(config):
            return Health(Condition.OK, "no account is judged by it: it starts with the first one", code="unused")
        question = b"GET /ping HTTP/1.0\r\n\r\n"
        health = asking.health(lambda: asking.answer(config.rspamd_socket, question, until=b"pong"), b"pong")
        if health.condition is Condition.DOWN and _is_starting(config):
            return Health(Condition.WARNING, "it reads its rules; SpamAssassin judges until then", code="starting")
        return health

    def process(self, config: Config) -> Process:
        conf = config.live(self.name) / "rspamd.conf"
        return Process(
            command=("/usr/bin/rspamd", "--no-fork", "--user", USER, "--group", USER, "--config", str(conf)),
            priority=30,
            is_wanted=is_wanted(config),
        )

    def prepare(self, config: Config) -> None:
        home, uid, gid = files.directory(config.home(self.name)), uid_of(USER), gid_of(USER)
        files.directory(home / "state", mode=0o700, uid=uid, gid=gid)
        # filterd and the watchdog are in its group; sites' PHP is not.
        files.directory(config.rspamd_socket.parent, mode=0o750, uid=uid, gid=gid)


def _is_starting(config: Config) -> bool:
    """Whether its process began a short time ago: nobody is to end it for its silence."""
    try:
        began = (config.run / "units" / "rspamd").stat().st_mtime
    except OSError:
        return False
    return 0 <= time.time() - began < START_SECONDS


def is_wanted(config: Config) -> bool:
    """Whether a domain has accounts that it judges."""
    return any((config.home("rspamd") / "scopes").glob("*/live/accounts"))
