"""MariaDB: the databases of customers' sites, over a Unix socket only. A box without a database does not run it."""

import secrets
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.mariadb import server
from fumibako.machine.daemons.mariadb.render import render
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.provision.service import Condition, FileSet, Health, Process, Rejected
from fumibako.machine.state import Aspect, Scope, State
from fumibako.machine.system import files
from fumibako.machine.system.accounts import gid_of
from fumibako.machine.system.run import CommandFailed, CommandRefused, run

PROGRAM = "/usr/sbin/mariadbd"
HEALTH_SECONDS = 4.0


class Mariadb(Quiet):
    """What changes in its configuration waits for the next start."""

    name = "mariadb"
    reads = frozenset({Aspect.BOX})

    def render(self, config: Config, state: State) -> FileSet:
        return render(config)

    def check(self, config: Config, staged: Path, scope: Scope) -> None:
        try:
            run((PROGRAM, f"--defaults-file={staged}/my.cnf", "--verbose", "--help"), uid=config.uids.mariadb)
        except CommandRefused as error:
            raise Rejected(str(error)) from error

    def health(self, config: Config) -> Health:
        """A row of a table, read with a password."""
        if not server.is_made(config):
            return Health(Condition.OK, "no database yet: it starts with the first one", code="unused")
        command = (
            server.PROGRAM,
            f"--defaults-file={server.health_login(config)}",
            f"--socket={config.mariadb_socket}",
        )
        question = ("--batch", "--skip-column-names", "--execute=SELECT is_alive FROM fumibako.alive")
        try:
            said = run((*command, *question), seconds=HEALTH_SECONDS)
        except CommandFailed as error:
            return Health(Condition.DOWN, f"no answer: {error}")
        if said.strip() != "1":
            return Health(Condition.DOWN, f"unexpected answer: {said[:80]!r}")
        return Health(Condition.OK)

    def process(self, config: Config) -> Process:
        return Process(
            command=(PROGRAM, f"--defaults-file={config.live(self.name)}/my.cnf"),
            uid=config.uids.mariadb,
            gid=config.uids.mariadb,
            stop_seconds=120,
            priority=30,
            is_wanted=server.is_made(config),
        )

    def prepare(self, config: Config) -> None:
        home, uid = files.directory(config.home(self.name)), config.uids.mariadb
        files.directory(home / "run", uid=uid, gid=uid)
        for name in ("tmp", "none"):
            files.directory(home / name, mode=0o700, uid=uid, gid=uid)
        login = server.health_login(config)
        if not login.exists():
            text = f"[client]\nuser={server.HEALTH_USER}\npassword={secrets.token_hex(24)}\n"
            files.write(login, text.encode(), mode=0o640, uid=0, gid=gid_of("www-data"))
