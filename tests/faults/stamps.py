"""Whether a delivered mail was scanned: the stamp that only filterd can have written."""

from fumibako.machine.conf import Config
from fumibako.machine.daemons.filterd.marks import STAMP
from fumibako.processes.filterd import stamp
from tests.journeys.mails import headers


def is_scanned(config: Config, content: bytes) -> bool:
    """Exactly one stamp, its seal right."""
    secret = (config.secrets / "scan").read_bytes().strip()
    stamps = headers(content, STAMP.encode())
    return len(stamps) == 1 and stamp.read(secret, stamps[0]) is not None
