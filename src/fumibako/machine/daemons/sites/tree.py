"""The directory of a site: who gets into it, what is in it at first, and how it goes.

    sites/<domain>/          the gate: Apache's user and the site's group pass, nobody else
        htdocs/              what visitors see
        private/             what only PHP and the customer read
        tmp/                 PHP's uploads and sessions; files that come in parts (PARTS)

The gate belongs to Apache's user, so that a customer whose PHP runs `chmod` cannot open it. Everything in it belongs
to the site's own user. A site is made aside, where nobody gets to, and renamed into place: root never writes in a
directory that a customer can change.
"""

import contextlib
import json
import os
import secrets
import shutil
import signal
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.system import files
from fumibako.machine.system.run import run

FOLDERS = {"htdocs": 0o755, "private": 0o755, "tmp": 0o700}
PARTS, PARTS_SECONDS = ".fumibako-uploads", 24 * 3600
GATE_MODE = 0o550
REMOVING_SECONDS = 50.0  # the worker waits a minute, and tries again if something is left
_FIRST_PAGE = Path(__file__).with_name("first_page.html")
_GONE = ".gone-"


class NoSite(ValueError):
    """No site of that domain is live here."""


@dataclass(frozen=True)
class LiveSite:
    """What the agent knows of a site that it has installed; it believes nobody else about a site's user. hosts: its
    subdomains and their folders."""

    uid: int
    is_suspended: bool
    hosts: Mapping[str, str] = field(default_factory=dict)

    def written(self) -> bytes:
        return json.dumps(asdict(self)).encode() + b"\n"


def read_site(rendered: Path) -> LiveSite:
    """Of a directory that Apache's files were rendered into. Raises FileNotFoundError."""
    return LiveSite(**json.loads((rendered / "site.json").read_bytes()))


def live_site(config: Config, domain: str) -> LiveSite:
    """Raises NoSite."""
    try:
        return read_site(config.live_scope("apache", domain))
    except FileNotFoundError as error:
        raise NoSite(f"no site {domain}") from error


def make(config: Config, domain: str, uid: int) -> None:
    """Make the site's directory unless it is there. One of an earlier site of that name goes first."""
    gate, logs = config.site(domain), config.site_logs(domain)
    if gate.is_dir() and gate.stat().st_gid != uid:
        remove(config, domain)
    files.directory(logs, mode=0o700, uid=config.uids.apache, gid=config.uids.apache)
    if gate.is_dir():
        return
    made = gate.with_name(f".new-{secrets.token_hex(8)}")
    made.mkdir(mode=0o700)
    for name, mode in FOLDERS.items():
        files.directory(made / name, mode=mode, uid=uid, gid=uid)
    files.write(made / "htdocs" / "index.html", _FIRST_PAGE.read_bytes(), uid=uid, gid=uid)
    os.chown(made, config.uids.apache, uid)
    made.chmod(GATE_MODE)
    made.rename(gate)
    files.sync_directory(gate.parent)


def make_host(config: Config, domain: str, host: str, folder: str, uid: int) -> None:
    """Make a subdomain's directory of logs, and its folder, as the site's user: the path is in the customer's hands.
    Raises CommandFailed."""
    apache = config.uids.apache
    files.directory(config.host_logs(domain, host), mode=0o700, uid=apache, gid=apache)
    run(("mkdir", "-p", "--", f"{config.site(domain)}/htdocs{folder}"), uid=uid)


def forget_parts(gate: Path, uid: int) -> None:
    """Delete what nobody has gone on with, as the site's user. Raises CommandFailed."""
    kept = gate / "tmp" / PARTS
    if kept.is_dir():
        old = ("-type", "f", "-mmin", f"+{PARTS_SECONDS // 60}")
        run(("find", str(kept), "-maxdepth", "1", *old, "-delete"), uid=uid, accepted=(0, 1))


def first_page() -> str:
    """The page that a new site has."""
    return _FIRST_PAGE.read_text()


def is_first_page(text: str) -> bool:
    return text == first_page()


def remove(config: Config, domain: str) -> None:
    """Delete the site's files, as their owner, its backups and its logs. Raises CommandFailed: something is left."""
    gate = config.site(domain)
    if gate.is_dir():
        gate.rename(gate.with_name(f"{_GONE}{domain}-{secrets.token_hex(8)}"))
    for gone in gate.parent.glob(f"{_GONE}{domain}-*"):
        uid = gone.stat().st_gid
        os.chown(gone, uid, uid)
        gone.chmod(0o700)
        end_processes(uid)
        run(("rm", "-rf", "--", *(str(gone / name) for name in FOLDERS)), seconds=REMOVING_SECONDS, uid=uid)
        gone.rmdir()
    shutil.rmtree(config.site_backups(domain), ignore_errors=True)
    logs = config.site_logs(domain)
    if logs.is_dir():
        run(("rm", "-rf", "--", *map(str, logs.iterdir())), seconds=REMOVING_SECONDS, uid=config.uids.apache)
        logs.rmdir()


def end_processes(uid: int, program: str = "") -> None:
    """End what still runs as the site's user: PHP at work, FTP sessions; or only the processes of one program."""
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with contextlib.suppress(OSError):  # it has ended meanwhile
                handle = os.pidfd_open(int(process.name))
                try:
                    is_meant = not program or (process / "comm").read_text().strip() == program
                    if is_meant and process.stat().st_uid == uid:
                        signal.pidfd_send_signal(handle, signal.SIGKILL)
                finally:
                    os.close(handle)
