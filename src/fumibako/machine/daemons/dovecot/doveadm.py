"""Dovecot's own tool, as root uses it: doveadm(1)."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.system.run import run

DOMAIN_SECONDS, FOLDERS_SECONDS, SOME_SECONDS = 900.0, 20.0, 10.0


def run_doveadm(config: Config, *arguments: str, seconds: float = 300) -> str:
    """Raises CommandFailed."""
    return run(("doveadm", "-c", str(config.live("dovecot") / "dovecot.conf"), *arguments), seconds=seconds)


def make_folders(config: Config, addresses: Sequence[str]) -> None:
    """Make the folders of new mailboxes. Raises CommandFailed, also if some of them exist already."""
    with tempfile.NamedTemporaryFile("w") as users:  # doveadm reads no pipe
        users.writelines(f"{address}\n" for address in addresses)
        users.flush()
        run_doveadm(config, "mailbox", "create", "-F", users.name, "INBOX", "Junk", seconds=FOLDERS_SECONDS)


def count_each(config: Config, domain: str) -> dict[str, int]:
    """What the mailboxes of a domain hold. Raises CommandFailed."""
    return _count(config, "-u", f"*@{domain}", seconds=DOMAIN_SECONDS)


def count_some(config: Config, addresses: Sequence[str]) -> dict[str, int]:
    """What these mailboxes hold; those that are not there are left out. Raises CommandFailed."""
    with tempfile.NamedTemporaryFile("w") as users:
        users.writelines(f"{address}\n" for address in addresses)
        users.flush()
        return _count(config, "-F", users.name, seconds=SOME_SECONDS)


def _count(config: Config, *which: str, seconds: float) -> dict[str, int]:
    """What Dovecot counts for the quota (doveadm-quota(1)): kilobytes, one line per mailbox and resource. Raises
    CommandFailed."""
    listed = run_doveadm(config, "-f", "tab", "quota", "get", *which, seconds=seconds)
    lines = (line.split("\t") for line in listed.splitlines()[1:])
    return {line[0]: int(line[3]) * 1024 for line in lines if line[2] == "STORAGE"}


def mail_directory(config: Config, address: str) -> Path:
    local_part, _, domain = address.partition("@")
    return config.mail_store / domain / local_part
