"""Asking who logged in by FTP."""

import re
from dataclasses import asdict, dataclass

from fumibako.machine.conf import Config
from fumibako.machine.daemons.supervisor.control import LogPart, LogPlace, log_part
from fumibako.machine.provision.client import ask

_LINE = re.compile(r"[0-9]+ ([0-9a-f.:]{2,45}) PASS ([0-9]{3}) ([\x20-\x7e]{1,253})")


@dataclass(frozen=True)
class FtpLogin:
    login: str
    remote: str
    is_in: bool


def read_ftp_log(config: Config, start: LogPlace) -> LogPart:
    """The lines after that place. Raises AgentDown, AgentFailed or AgentRefused."""
    return log_part(ask(config, "ftp_log", asdict(start)))


def login_in(line: str) -> FtpLogin | None:
    """The login that a line of that log tells of (render.py writes its form)."""
    found = _LINE.fullmatch(line)
    return FtpLogin(found[3].lower(), found[1], found[2] == "230") if found else None
