"""Knot: the name server of customers' domains. Its zones come from the scopes; its journal lets it count serials."""

import contextlib
import logging
import re
import tempfile
import time
from pathlib import Path

import dns.exception
import dns.message
import dns.query

from fumibako.machine.conf import Config
from fumibako.machine.daemons.knot import render
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.provision.service import Condition, Diff, FileSet, Health, Process, Rejected
from fumibako.machine.state import Aspect, Scope, State
from fumibako.machine.system import files
from fumibako.machine.system.accounts import gid_of, uid_of
from fumibako.machine.system.run import CommandFailed, CommandRefused, run

log = logging.getLogger("fumibako.knot")
HEALTH_SECONDS = 5.0
_WRONG = re.compile(r"error: (config, .{1,300})")


class Knot(Quiet):
    name = "knot"
    reads = frozenset({Aspect.BOX, Aspect.ZONE})

    def render(self, config: Config, state: State) -> FileSet:
        return render.box(config) if state.scope.aspect is Aspect.BOX else render.zone(state)

    def check(self, config: Config, staged: Path, scope: Scope) -> None:
        """A zone's part of the configuration is checked with the box's and without other zones'."""
        try:
            if scope.aspect is Aspect.BOX:
                run(("knotc", "-c", str(staged / "knot.conf"), "conf-check"))
                return
            run(("kzonecheck", "-o", scope.key, str(staged / "zone")))
            with tempfile.NamedTemporaryFile("w", suffix=".conf") as conf:
                conf.write(render.conf(config, str(staged / "knot.conf")))
                conf.flush()
                run(("knotc", "-c", conf.name, "conf-check"))
        except CommandRefused as error:
            raise Rejected(str(error)) from error

    def reload(self, config: Config, diff: Diff, scope: Scope) -> None:
        """A zone that is new or gone is one of the configuration; what changed in one is read alone. A part that only
        the whole of them shows to be wrong keeps every later change from Knot, too; so it is noted for `health`."""
        try:
            if scope.aspect is Aspect.BOX or "knot.conf" in diff.added | diff.changed | diff.removed:
                self._reread(config)
            if scope.aspect is Aspect.ZONE and "zone" not in diff.removed:
                knotc(config, "-b", "zone-reload", scope.key)
        except CommandFailed:
            return  # it does not run

    def _reread(self, config: Config) -> None:
        """Raises CommandFailed: it does not run."""
        try:
            knotc(config, "reload")
        except CommandFailed:
            if reason := _refused(config):
                log.error("Knot goes on with what it had: %s", reason)
                files.write(_refusal(config), f"{reason}\n".encode())
            raise
        _refusal(config).unlink(missing_ok=True)

    def health(self, config: Config) -> Health:
        """The TXT record of a zone of its own, over UDP and TCP."""
        deadline = time.monotonic() + HEALTH_SECONDS
        question = dns.message.make_query(render.HEALTH_ZONE, "TXT")
        where = {"where": config.own_address, "port": config.ports.dns}
        for name, ask in (("UDP", dns.query.udp), ("TCP", dns.query.tcp)):
            try:
                answer = ask(question, timeout=max(0.001, deadline - time.monotonic()), **where)
            except (OSError, dns.exception.DNSException, EOFError) as error:
                reason = f"{name}, {error or type(error).__name__}"
                return Health(Condition.DOWN, f"no answer at port {config.ports.dns}: {reason}")
            if not any('"ok"' in str(each) for each in answer.answer):
                return Health(Condition.DOWN, f"unexpected answer at port {config.ports.dns}: {name}")
        with contextlib.suppress(FileNotFoundError):
            reason = _refusal(config).read_text().strip()
            words = f"goes on with its old configuration: {reason}"
            return Health(Condition.WARNING, words, code="refused", values={"reason": reason})
        return Health(Condition.OK)

    def process(self, config: Config) -> Process:
        command = ("/usr/sbin/knotd", "-c", str(config.live(self.name) / "knot.conf"))
        return Process(command=command, stop_signal="INT", priority=20)

    def prepare(self, config: Config) -> None:
        home, uid, gid = config.home(self.name), uid_of(render.USER), gid_of(render.USER)
        files.directory(home)
        files.directory(home / "scopes")
        for name in ("run", "db"):
            files.directory(home / name, mode=0o750, uid=uid, gid=gid)
        _refusal(config).unlink(missing_ok=True)  # what starts now reads the configuration anew


def keys(config: Config) -> Path:
    """What zones are signed with; not there before the first."""
    return config.home("knot") / "db" / "keys"


def copy_keys(config: Config, directory: Path) -> None:
    """The running server writes what it has below `keys` into a directory of that name. Raises CommandFailed."""
    nothing_else = ("+kaspdb", "+nozonefile", "+nojournal", "+notimers", "+nocatalog")
    knotc(config, "-b", "zone-backup", "+backupdir", str(directory), *nothing_else)


def _refusal(config: Config) -> Path:
    """Why Knot refused what is live, for as long as it does."""
    return config.home("knot") / "refused"


def _refused(config: Config) -> str:
    """What is wrong with what is live; "" if nothing is."""
    try:
        knotc(config, "conf-check")
    except CommandRefused as error:
        found = _WRONG.search(str(error))
        return found[1] if found else str(error)[:300]
    return ""


def knotc(config: Config, *words: str) -> None:
    """Raises CommandFailed."""
    run(("knotc", "-c", str(config.live("knot") / "knot.conf"), *words))
