"""Further passwords of a database's user, each for a while: of a program that works in the customer's name.

Nobody but the customer has the user's own password, so the server is given another one that lets in as well. Which
ones there are and until when is kept in the server itself; what makes the user anew (a new password, suspension) ends
them all.
"""

import contextlib
import secrets
from collections.abc import Iterator
from threading import Lock

from fumibako.machine.conf import Config
from fumibako.machine.daemons.mariadb import server
from fumibako.machine.daemons.mariadb.planning import password
from fumibako.machine.daemons.mariadb.server import actual, ask
from fumibako.machine.formats.mariadb import native_hash, text, user
from fumibako.machine.system.run import CommandFailed

TURN = Lock()
"""Whoever changes a user's passwords: one that was read a moment ago must not come back."""


def lend(config: Config, database: str, hashed: str, seconds: int) -> None:
    """Raises CommandFailed."""
    with TURN:
        until = f"UNIX_TIMESTAMP() + {int(seconds)}"
        new = f"{text(database)}, {text(hashed)}, {until}"
        ask(config, f"{server.NOTES}REPLACE INTO fumibako.lent VALUES ({new});\n")  # noqa: S608 by text
        _let_in(config, database)


def take_back(config: Config, database: str, hashed: str) -> None:
    """Raises CommandFailed."""
    with TURN:
        ask(config, f"DELETE FROM fumibako.lent WHERE name = {text(database)} AND hash = {text(hashed)};\n")  # noqa: S608
        _let_in(config, database)


def take_back_old(config: Config) -> int:
    """Those whose time is over; how many users that were. Raises CommandFailed."""
    if not server.is_made(config):
        return 0
    with TURN:
        old = ask(config, "SELECT DISTINCT name FROM fumibako.lent WHERE until <= UNIX_TIMESTAMP();")
        ask(config, "DELETE FROM fumibako.lent WHERE until <= UNIX_TIMESTAMP();")
        for (database,) in old:
            with contextlib.suppress(_NoUser):
                _let_in(config, database)
    return len(old)


@contextlib.contextmanager
def lent(config: Config, database: str, seconds: int) -> Iterator[str]:
    """A password that is good until the end of this. Raises CommandFailed."""
    secret = secrets.token_hex(24)
    lend(config, database, native_hash(secret), seconds)
    try:
        yield secret
    finally:
        take_back(config, database, native_hash(secret))


class _NoUser(CommandFailed):
    """The database was dropped, or is not made yet."""


def _let_in(config: Config, database: str) -> None:
    """With the user's own password and those that are lent now. Raises CommandFailed."""
    fact = actual(config, (), (database,)).get(database)
    if fact is None or not fact.number or not fact.password_hash:
        raise _NoUser(f"there is no database {database} yet")
    lent_now = f"SELECT hash FROM fumibako.lent WHERE name = {text(database)} AND until > UNIX_TIMESTAMP();"  # noqa: S608
    further = (line[0] for line in ask(config, lent_now))
    ask(config, f"ALTER USER {user(database)} {password(fact.password_hash, *further)};\n")
