"""Where searchd keeps the index of each mailbox."""

from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.formats.addresses import parse_address


def index_file(config: Config, address: str) -> Path:
    """Beside it, while it is open, SQLite's -wal and -shm."""
    local_part, _, domain = parse_address(address).partition("@")
    return config.home("searchd") / domain / f"{local_part}.sqlite3"
