"""Databases and their users as rows: what MariaDB itself keeps is compared with what is wanted, and changed where it
differs. Rows that are not wanted any more delete nothing; rows of what somebody has dropped do."""

import logging
from collections.abc import Collection, Mapping, Sequence

from fumibako.machine.conf import Config
from fumibako.machine.daemons.mariadb import server
from fumibako.machine.daemons.mariadb.lending import TURN
from fumibako.machine.daemons.mariadb.planning import Fact, Step, plan, plan_users
from fumibako.machine.provision.table import Row
from fumibako.machine.state import Aspect, Database, Databases, DatabaseUser, Dropped, Scope, State
from fumibako.machine.system.run import CommandFailed

log = logging.getLogger("mariadb")
THERE, DROPPED, USERS = "databases", "dropped_databases", "database_users"


class MariadbTables:
    name = "mariadb"
    reads = frozenset({Aspect.DATABASES})

    def rows(self, state: State) -> tuple[Row, ...]:
        wanted = state.wish(Databases) or Databases()
        there = (Row(THERE, d.name, (d.number, d.password_hash, int(d.is_locked))) for d in wanted.there)
        dropped = (Row(DROPPED, f"{d.name}-{d.number}", (d.name, d.number)) for d in wanted.dropped)
        return (*there, *dropped, *map(_user_row, wanted.users))

    def write(self, config: Config, wanted: Mapping[Scope, Sequence[Row]]) -> None:
        if not any(wanted.values()):
            return
        if not server.is_made(config) and not any(row.table == THERE for rows in wanted.values() for row in rows):
            return
        server.ensure(config)
        for scope, steps in _plans(config, wanted).items():
            for step in steps:
                log.info("%s: %s", scope, type(step).__name__)
                with TURN:
                    server.ask(config, step.sql)

    def differing(self, config: Config, wanted: Mapping[Scope, Sequence[Row]]) -> set[Scope]:
        """None while it is away: the watchdog sees to that, and other daemons' scopes are compared meanwhile."""
        if not server.is_made(config):
            return {scope for scope, rows in wanted.items() if any(row.table == THERE for row in rows)}
        try:
            return {scope for scope, steps in _plans(config, wanted).items() if steps}
        except CommandFailed as error:
            log.warning("not compared: %s", error)
            return set()

    def filling(self, config: Config) -> frozenset[str]:
        return frozenset()

    def complete(self, config: Config, names: Collection[str]) -> None:
        return None


def _plans(config: Config, wanted: Mapping[Scope, Sequence[Row]]) -> dict[Scope, tuple[Step, ...]]:
    """Raises ValueError for rows that are none, CommandFailed."""
    there = {scope: [_database(row) for row in rows if row.table == THERE] for scope, rows in wanted.items()}
    dropped = {scope: [_dropped(row) for row in rows if row.table == DROPPED] for scope, rows in wanted.items()}
    names = [database.name for some in there.values() for database in some]
    facts: Mapping[str, Fact] = server.actual(config, (scope.key for scope in wanted), names)
    users = {scope: [_user(row) for row in rows if row.table == USERS] for scope, rows in wanted.items()}
    called = [user.name for some in users.values() for user in some]
    further = server.actual_users(config, (scope.key for scope in wanted), called)
    return {
        scope: (
            *plan(scope.key, there[scope], dropped[scope], facts),
            *plan_users(scope.key, users[scope], further),
        )
        for scope in wanted
    }


def _user_row(user: DatabaseUser) -> Row:
    return Row(USERS, user.name, (user.database, user.password_hash, int(user.reads_only), int(user.is_locked)))


def _user(row: Row) -> DatabaseUser:
    database, password_hash, reads_only, is_locked = row.values
    return DatabaseUser(
        name=row.key,
        database=str(database),
        password_hash=str(password_hash),
        reads_only=bool(reads_only),
        is_locked=bool(is_locked),
    )


def _database(row: Row) -> Database:
    number, password_hash, is_locked = row.values
    return Database(name=row.key, number=int(number), password_hash=str(password_hash), is_locked=bool(is_locked))


def _dropped(row: Row) -> Dropped:
    name, number = row.values
    return Dropped(name=str(name), number=int(number))
