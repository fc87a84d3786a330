"""From what there is to what is wanted of one domain's databases: a plan of steps, each a value with its SQL. Pure.

MariaDB keeps the truth itself, so nothing is deleted because it is not wanted: only what somebody has dropped, by its
number, goes. A control database that is lost or older than the databases deletes none of them
(docs/decisions/0100-databases-are-rows.md).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fumibako.machine.formats.mariadb import name, pattern, text, user
from fumibako.machine.state import Database, DatabaseUser, Dropped

CONNECTIONS = 20
STATEMENT_SECONDS = 60
READING = "SELECT, SHOW VIEW, LOCK TABLES"
# Views, triggers, routines and events are their maker's: the database's own user could neither write those of a further
# user into a backup nor load them from there.
WORKING = f"{READING}, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, CREATE TEMPORARY TABLES, EXECUTE"


@dataclass(frozen=True)
class Fact:
    """A database as the server has it. number: 0 where nobody noted it. exists: False where it was noted and not made.
    password_hash: "" where it has no user. is_locked: whether that user is kept out."""

    name: str
    owner: str
    number: int
    exists: bool
    password_hash: str
    is_locked: bool


@dataclass(frozen=True)
class UserFact:
    """A further user as it is noted, and as the server has it."""

    name: str
    owner: str
    database: str
    reads_only: bool
    password_hash: str
    is_locked: bool


@dataclass(frozen=True)
class Make:
    """A database that is new, or of which the note was lost."""

    owner: str
    database: Database

    @property
    def sql(self) -> str:
        note = f"{text(self.database.name)}, {self.database.number}, {text(self.owner)}"
        return (
            f"REPLACE INTO fumibako.noted (name, number, owner) VALUES ({note});\n"  # noqa: S608 by text
            f"CREATE DATABASE IF NOT EXISTS {name(self.database.name)};\n"
        )


@dataclass(frozen=True)
class LetIn:
    """The database's user, with this password or kept out. Whoever is connected comes again."""

    database: Database

    @property
    def sql(self) -> str:
        who, given = user(self.database.name), password(self.database.password_hash)
        lock = "LOCK" if self.database.is_locked else "UNLOCK"
        limits = f"MAX_USER_CONNECTIONS {CONNECTIONS} MAX_STATEMENT_TIME {STATEMENT_SECONDS}"
        return (
            f"CREATE USER IF NOT EXISTS {who} {given} ACCOUNT LOCK;\n"
            f"GRANT ALL PRIVILEGES ON {pattern(self.database.name)}.* TO {who};\n"
            f"ALTER USER {who} {given} WITH {limits} ACCOUNT {lock};\n"
            f"DELETE FROM fumibako.lent WHERE name = {text(self.database.name)};\n"
            f"KILL USER {name(self.database.name)};\n"
        )


@dataclass(frozen=True)
class Drop:
    """The database with all that is in it, and its user."""

    name: str

    @property
    def sql(self) -> str:
        return (
            f"DROP USER IF EXISTS {user(self.name)};\n"
            f"KILL USER {name(self.name)};\n"
            f"DROP DATABASE IF EXISTS {name(self.name)};\n"
            f"DELETE FROM fumibako.lent WHERE name = {text(self.name)};\n"
            f"DELETE FROM fumibako.noted WHERE name = {text(self.name)};\n"
        )


@dataclass(frozen=True)
class LetUserIn:
    """A further user, made anew with these rights and this password, or kept out."""

    owner: str
    user: DatabaseUser

    @property
    def sql(self) -> str:
        who, lock = user(self.user.name), "LOCK" if self.user.is_locked else "UNLOCK"
        rights = READING if self.user.reads_only else WORKING
        limits = f"MAX_USER_CONNECTIONS {CONNECTIONS} MAX_STATEMENT_TIME {STATEMENT_SECONDS}"
        note = f"{text(self.user.name)}, {text(self.owner)}, {text(self.user.database)}, {int(self.user.reads_only)}"
        return (
            f"REPLACE INTO fumibako.users (name, owner, base, reads_only) VALUES ({note});\n"  # noqa: S608 by text
            f"DROP USER IF EXISTS {who};\n"
            f"CREATE USER {who} {password(self.user.password_hash)} WITH {limits} ACCOUNT {lock};\n"
            f"GRANT {rights} ON {pattern(self.user.database)}.* TO {who};\n"
            f"KILL USER {name(self.user.name)};\n"
        )


@dataclass(frozen=True)
class DropUser:
    name: str

    @property
    def sql(self) -> str:
        return (
            f"DROP USER IF EXISTS {user(self.name)};\n"
            f"KILL USER {name(self.name)};\n"
            f"DELETE FROM fumibako.users WHERE name = {text(self.name)};\n"
        )


Step = Make | LetIn | Drop | LetUserIn | DropUser


def password(hashed: str, *further: str) -> str:
    """further: hashes of passwords that let in as well."""
    also = "".join(f" OR mysql_native_password USING {text(each)}" for each in further)
    return f"IDENTIFIED VIA mysql_native_password USING {text(hashed)}{also}"


def plan(
    owner: str, there: Iterable[Database], dropped: Iterable[Dropped], actual: Mapping[str, Fact]
) -> tuple[Step, ...]:
    """What is to be done for a domain, drops first: a new database may have the name of an old one."""
    gone = tuple(
        Drop(each.name)
        for each in dropped
        if (fact := actual.get(each.name)) and (fact.owner, fact.number) == (owner, each.number)
    )
    left = {name: fact for name, fact in actual.items() if Drop(name) not in gone}
    return (*gone, *(step for database in there for step in _steps(owner, database, left.get(database.name))))


def plan_users(owner: str, wanted: Iterable[DatabaseUser], actual: Mapping[str, UserFact]) -> tuple[Step, ...]:
    """A further user that is not wanted goes: nothing is lost with it. After the databases' own steps."""
    users = {each.name: each for each in wanted}
    gone = tuple(DropUser(name) for name, fact in actual.items() if fact.owner == owner and name not in users)
    return (*gone, *(LetUserIn(owner, each) for name, each in users.items() if actual.get(name) != _fact(owner, each)))


def _fact(owner: str, wanted: DatabaseUser) -> UserFact:
    return UserFact(wanted.name, owner, wanted.database, wanted.reads_only, wanted.password_hash, wanted.is_locked)


def _steps(owner: str, database: Database, fact: Fact | None) -> Iterable[Step]:
    if fact is None or not fact.exists or (fact.owner, fact.number) != (owner, database.number):
        yield Make(owner, database)
    wanted = (database.password_hash, database.is_locked)
    if fact is None or (fact.password_hash, fact.is_locked) != wanted:
        yield LetIn(database)
