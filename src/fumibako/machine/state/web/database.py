"""The MariaDB databases of a site (D3)."""

import re
from dataclasses import dataclass

MAX_NAME = 20
_NAME = re.compile(r"s(?P<site>[1-9][0-9]{0,9})_[a-z][a-z0-9_]{0,19}")
_HASH = re.compile(r"\*[0-9A-F]{40}")


def prefix_of(site_number: int) -> str:
    """What the names of a site's databases begin with; no other site's do, also not later."""
    return f"s{site_number}_"


def site_number_of(name: str) -> int:
    """Raises ValueError for what is no name of a database."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise ValueError("not a database")
    return int(found["site"])


@dataclass(frozen=True, kw_only=True)
class Database:
    """A database and the one user that gets at it, who has its name. number: never given to another database, also not
    to a later one of that name. password_hash: as MariaDB's mysql_native_password has it. Raises ValueError."""

    name: str
    number: int
    password_hash: str
    is_locked: bool = False

    def __post_init__(self) -> None:
        site_number_of(self.name)
        if not _HASH.fullmatch(self.password_hash) or not isinstance(self.number, int):
            raise ValueError("not a database's user")


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """A database that somebody has dropped: only what is named here is deleted, and not a later one of that name."""

    name: str
    number: int

    def __post_init__(self) -> None:
        site_number_of(self.name)
        if not isinstance(self.number, int):
            raise ValueError("not a database's number")


@dataclass(frozen=True, kw_only=True)
class DatabaseUser:
    """A further user of one database. reads_only: changes nothing there. Raises ValueError."""

    name: str
    database: str
    password_hash: str
    reads_only: bool = False
    is_locked: bool = False

    def __post_init__(self) -> None:
        if site_number_of(self.name) != site_number_of(self.database) or self.name == self.database:
            raise ValueError("not a user of a database of the site")
        if not _HASH.fullmatch(self.password_hash):
            raise ValueError("not a password hash")


@dataclass(frozen=True, kw_only=True)
class Databases:
    """Every database of a domain's site with their further users, and those that are to go."""

    there: tuple[Database, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    users: tuple[DatabaseUser, ...] = ()
