"""Asking about databases, and having them dumped and loaded. The agent asks MariaDB."""

from dataclasses import dataclass

from fumibako.machine.conf import Config
from fumibako.machine.daemons.mariadb.copying import SECONDS
from fumibako.machine.provision.client import ask

HOST = "localhost"
"""What PHP programs are told: its clients then take the socket that php.ini names."""
USAGE_SECONDS = 2.0  # a page waits
_MARGIN = 60.0


@dataclass(frozen=True)
class Mariadbs:
    """Every method raises AgentDown, AgentFailed or AgentRefused."""

    config: Config

    def bytes_of(self, domain: str) -> dict[str, int]:
        """By the name of each database of the domain that is made."""
        sizes: dict[str, int] = ask(self.config, "database_bytes", {"domain": domain}, USAGE_SECONDS)["bytes"]
        return sizes

    def lend(self, database: str, password_hash: str) -> None:
        """A password with this hash lets its user in, too, for two hours."""
        ask(self.config, "lend_database", {"database": database, "hash": password_hash}, USAGE_SECONDS)

    def take_back(self) -> int:
        """What was lent longer ago; how many users that were."""
        return int(ask(self.config, "take_back_databases", {}, _MARGIN)["users"])

    def dump(self, database: str, file: str) -> int:
        """Into a new file of the jobs, of that name; return how large it is. It may take an hour."""
        values = {"database": database, "file": file}
        return int(ask(self.config, "dump_database", values, SECONDS + _MARGIN)["bytes"])

    def load(self, database: str, file: str, *, empties: bool) -> str:
        """From a file of the jobs; return why MariaDB went no further, "" where all of it is loaded. empties: what is
        there goes first. It may take an hour."""
        values = {"database": database, "file": file, "empties": empties}
        return str(ask(self.config, "load_database", values, SECONDS + _MARGIN)["refused_statement"])
