"""Databases of customers' sites in a copy of the box, and brought back from it.

    databases/NAME.sql          what mariadb-dump wrote
    databases/databases.json    whose they are; last of all

Brought back, each is loaded by its own user, as what its customer uploads is: a dump is made of what the customer
wrote. Who is let in afterwards is the worker's to say, when the box is up.
"""

import contextlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from fumibako.cli.box import BoxFailed
from fumibako.cli.lock import alone
from fumibako.machine.conf import Config
from fumibako.machine.daemons.mariadb import copying, server
from fumibako.machine.daemons.mariadb.planning import Fact, LetIn, Make
from fumibako.machine.daemons.mariadb.standalone import standalone
from fumibako.machine.formats.mariadb import native_hash
from fumibako.machine.state import Database
from fumibako.machine.system import files
from fumibako.machine.system.run import CommandFailed

LIST = "databases.json"
NOBODY = "nobody"


@dataclass(frozen=True)
class Copied:
    """A database in a copy. owner: the domain; it and the hash are "" where its making was under way, and the worker
    adds them. missing: what mariadb-dump could not write of it, in its words."""

    name: str
    owner: str
    number: int
    password_hash: str
    missing: str = ""


def copy_databases(config: Config, target: Path, *, is_running: bool) -> list[Copied]:
    """Nothing where no site ever had one. Raises BoxFailed, OSError."""
    if not server.is_made(config):
        return []
    target.mkdir(mode=0o700)
    try:
        with contextlib.nullcontext() if is_running else _standalone(config):
            copied = [_copy(config, fact, target) for fact in server.every(config).values()]
            still_there = server.every(config)
    except CommandFailed as error:
        raise BoxFailed(f"The customers' databases could not be copied: {error}") from error
    for gone in (each for each in copied if each.name not in still_there):
        (target / f"{gone.name}.sql").unlink()
    kept = [each for each in copied if each.name in still_there]
    files.write(target / LIST, json.dumps([asdict(each) for each in kept], indent=1).encode() + b"\n", mode=0o600)
    return kept


@contextlib.contextmanager
def _standalone(config: Config) -> Iterator[None]:
    """Nobody's `up` starts the server of the box meanwhile. Raises CommandFailed."""
    with alone(config.state), standalone(config):
        yield


def _copy(config: Config, fact: Fact, target: Path) -> Copied:
    """Raises CommandFailed, OSError."""
    with (target / f"{fact.name}.sql").open("wb") as file:
        missing = copying.dump_as_root(config, fact.name, file)
    return Copied(fact.name, fact.owner, fact.number, fact.password_hash, missing)


def restore_databases(config: Config, source: Path) -> list[str]:
    """Into a server of its own; return what could not be loaded, in MariaDB's words. Raises BoxFailed, OSError."""
    try:
        there = [Copied(**each) for each in json.loads((source / LIST).read_text())]
        if not there:
            return []
        with standalone(config):
            server.add_notes(config)
            return [f"{each.name}: {refused}" for each in there if (refused := _load(config, each, source))]
    except (CommandFailed, ValueError, TypeError) as error:
        raise BoxFailed(f"The customers' databases could not be restored: {error}") from error


def _load(config: Config, copied: Copied, source: Path) -> str:
    """What MariaDB refused of it; "" where all of it is loaded. Raises CommandFailed, ValueError, OSError."""
    password_hash = copied.password_hash or native_hash(secrets.token_hex())
    database = Database(name=copied.name, number=copied.number, password_hash=password_hash)
    server.ask(config, Make(copied.owner or NOBODY, database).sql + LetIn(database).sql)
    with (source / f"{copied.name}.sql").open("rb") as file:
        return copying.load_all_that_goes(config, copied.name, file)
