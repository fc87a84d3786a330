"""A database written into a file and back, as the database's own user in MariaDB and as the site's user on the machine.

What is loaded comes from a customer: it may do what that user may, and no more. The programs' own commands (`system`,
`source`, `\\!`) are off (`--sandbox`), and files of the machine are not sent (`--local-infile=0`).
"""

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import IO

from fumibako.machine.conf import Config
from fumibako.machine.daemons.mariadb.definers import without_definers
from fumibako.machine.daemons.mariadb.lending import lent
from fumibako.machine.daemons.mariadb.server import PROGRAM, ask
from fumibako.machine.formats.mariadb import name
from fumibako.machine.state.web.database import site_number_of
from fumibako.machine.system.run import CommandFailed, CommandRefused, run
from fumibako.machine.system.unit import wait_for

DUMP = "/usr/bin/mariadb-dump"
_CONTENT = ("--single-transaction", "--quick", "--routines", "--triggers", "--events", "--hex-blob")
_WRITING = ("--skip-dump-date", "--default-character-set=utf8mb4", "--max-allowed-packet=1G")
SECONDS = 3600.0
_SAID = re.compile(r"^mariadb-dump: (.+)", re.MULTILINE)
_REASON = re.compile(r"^(?:ERROR|mariadb-dump: Error|mariadb-dump: Got error).*", re.MULTILINE)
_AT_WORK: set[str] = set()
_WORKING = Lock()


class Unloadable(ValueError):
    """MariaDB refused a statement of what was to be loaded; the message is its own."""


def dump(config: Config, database: str, target: IO[bytes]) -> None:
    """The same database gives the same bytes. Raises ValueError, CommandFailed."""
    with _let_in(config, database) as login:
        command = (
            *(DUMP, f"--defaults-file=/proc/self/fd/{login}"),
            *(*_CONTENT, *_WRITING, database),
        )
        run(command, stdout=target, seconds=SECONDS, uid=_uid(config, database), handles=(login,))


def dump_as_root(config: Config, database: str, target: IO[bytes]) -> str:
    """Also of one whose user is kept out. Return what could not be written, a broken view say, in the program's words;
    the rest is in the file. What went wrong is tried once more: a table that was changed meanwhile is whole now. What
    took too long is not. Raises CommandFailed where the server is away, or a file cannot be written."""
    command = (
        *(DUMP, "--no-defaults", f"--socket={config.mariadb_socket}", "--user=root", "--force"),
        *(*_CONTENT, *_WRITING, database),
    )
    found: list[str] = []
    for _ in range(2):
        target.seek(0)
        target.truncate()
        is_late = False
        try:
            with tempfile.TemporaryFile() as said:
                found = _SAID.findall(run(command, stdout=target, stderr=said, seconds=SECONDS))
        except CommandFailed as error:  # by what is in the database, or by the time that it takes
            found, is_late = _SAID.findall(str(error)) or [str(error)], not isinstance(error, CommandRefused)
        if found:
            wait_for([config.mariadb_socket])  # a broken table can take the server with it, for a moment
            ask(config, "DO 0;")  # it is there: the words are about the database
        if not found or is_late:
            break
    return "; ".join(found)[:2000]


def load(config: Config, database: str, source: IO[bytes], *, empties: bool) -> None:
    """empties: what is there goes first; else tables that the file does not name stay. Where a statement is refused,
    what came before it is loaded. Raises Unloadable, ValueError, CommandFailed."""
    with _let_in(config, database) as login:
        if empties:
            ask(config, f"DROP DATABASE {name(database)};\nCREATE DATABASE {name(database)};\n")
        try:
            with without_definers(source, config.backups) as ours:
                _load(config, database, ours, login)
        except CommandRefused as error:
            found = _REASON.findall(str(error))
            raise Unloadable((found[-1] if found else str(error))[:500]) from error


def load_all_that_goes(config: Config, database: str, source: IO[bytes]) -> str:
    """Return which statements were refused, in MariaDB's words; the others are loaded. Raises ValueError,
    CommandFailed."""
    with _let_in(config, database) as login:
        return "; ".join(_REASON.findall(_load(config, database, source, login, "--force")))[:2000]


def _load(config: Config, database: str, source: IO[bytes], login: int, *options: str) -> str:
    """Return what the program said. Raises CommandRefused, CommandFailed."""
    command = (
        *(PROGRAM, f"--defaults-file=/proc/self/fd/{login}", "--sandbox", "--local-infile=0"),
        *("--default-character-set=utf8mb4", "--max-allowed-packet=1G", "--batch", "--quick"),
        *("--init-command=SET SESSION max_statement_time=0", *options, database),
    )
    with Path(os.devnull).open("wb") as nowhere, tempfile.TemporaryFile() as said:  # what SELECTs find is nobody's
        return run(
            command,
            stdin=source,
            stdout=nowhere,
            stderr=said,
            seconds=SECONDS,
            uid=_uid(config, database),
            handles=(login,),
        )


def _uid(config: Config, database: str) -> int:
    return config.site_uid(site_number_of(database))


@contextlib.contextmanager
def _let_in(config: Config, database: str) -> Iterator[int]:
    """An option file in memory with a password of the database's user that is good until the end of this. Raises
    ValueError, CommandFailed."""
    site_number_of(database)
    with _WORKING:
        if database in _AT_WORK:
            raise CommandFailed(f"{database} is being dumped or loaded already")
        _AT_WORK.add(database)
    try:
        with lent(config, database, int(SECONDS) + 60) as secret:
            login = os.memfd_create("login")
            try:
                text = f"[client]\nsocket={config.mariadb_socket}\nuser={database}\npassword={secret}\n"
                os.write(login, text.encode())
                os.fchmod(login, 0o600)  # the programs read none that others may write
                os.fchown(login, _uid(config, database), -1)
                yield login
            finally:
                os.close(login)
    finally:
        _AT_WORK.discard(database)
