"""A PHP file of a site run by itself, as a cron job does: the site's user, and what its PHP may otherwise do."""

import os
import re
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import IO

from fumibako.machine.conf import Config
from fumibako.machine.daemons.own import PYTHON
from fumibako.machine.daemons.phpfpm.control import DISABLED, MAX_PROCESSES
from fumibako.machine.daemons.sites import ending, tree
from fumibako.machine.daemons.sites.filing.names import BadName, folders_of
from fumibako.machine.daemons.sites.sendmail import sendmail
from fumibako.machine.daemons.sites.wordpress import PHP
from fumibako.machine.system.run import CommandFailed

SECONDS, CPU_SECONDS = 60.0, 50
MOST_OUTPUT, PIECE = 16 << 10, 64 << 10
READING_SECONDS = 5.0
LIMITS = (
    *(f"--as={1 << 30}", f"--fsize={64 << 20}", f"--cpu={CPU_SECONDS}"),
    *("--core=0", "--nofile=1024", f"--nproc={MAX_PROCESSES}"),
)
_SCRIPT = re.compile(r"(?:htdocs|private)/(?:[^\0-\x1f\x7f]+/)*[^/\0-\x1f\x7f]+\.php")


@dataclass(frozen=True)
class Ran:
    """code: what it ended with; None where it did not end in time. output: the beginning of what it wrote."""

    code: int | None
    output: str
    seconds: float


def is_script(path: str) -> bool:
    """Whether it is the path of a PHP file below a site's directory, in the one way to write it."""
    try:
        return _SCRIPT.fullmatch(path) is not None and "/".join(folders_of(path)) == path
    except BadName:
        return False


def run_script(config: Config, domain: str, path: str) -> Ran:
    """Raises NoSite, CommandFailed."""
    uid, home = tree.live_site(config, domain).uid, config.site(domain)
    whole = home / path
    settings = {
        "mysqli.default_socket": config.mariadb_socket,
        "pdo_mysql.default_socket": config.mariadb_socket,
        "open_basedir": f"{home}/:/usr/share/php/",
        "sys_temp_dir": home / "tmp",
        "display_errors": "stderr",
        "date.timezone": "Asia/Tokyo",
        "disable_functions": ",".join(DISABLED),
        "ffi.enable": "0",
        "sendmail_path": sendmail(config, domain),
        "memory_limit": "256M",
    }
    options = (part for name, value in settings.items() for part in ("-d", f"{name}={value}"))
    command = ("env", f"--chdir={whole.parent}", "prlimit", *LIMITS, "--", PHP, *options, "-f", str(whole))
    started = time.monotonic()
    code, output = _ended(command, uid)
    return Ran(code, output.decode("utf-8", "replace"), time.monotonic() - started)


def _ended(command: tuple[str, ...], uid: int) -> tuple[int | None, bytes]:
    """Its exit code, None where its time was over, and the beginning of what it wrote; the rest is read and kept
    nowhere. What came from it ends with it."""
    told, tells = os.pipe()
    ours = (*("--uid", str(uid)), *("--seconds", f"{SECONDS:.0f}"), *("--told", str(tells)), "--", *command)
    kept = bytearray()
    try:
        try:
            process = subprocess.Popen(
                (sys.executable, "-S", "-m", ending.__name__, *ours),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=(tells,),
                env={**PYTHON, "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            )
        finally:
            os.close(tells)
        reader = threading.Thread(target=_read_beginning, args=(process.stdout, kept), daemon=True)
        reader.start()
        process.wait()
        reader.join(READING_SECONDS)
        said = os.read(told, 16).decode()
    except OSError as error:
        raise CommandFailed(f"{command[0]}: {error.strerror}") from error
    finally:
        os.close(told)
    if not said:
        raise CommandFailed("the program was not followed to its end")
    return (None if said == ending.LATE else int(said)), bytes(kept)


def _read_beginning(written: IO[bytes], kept: bytearray) -> None:
    while piece := os.read(written.fileno(), PIECE):
        kept += piece[: MOST_OUTPUT - len(kept)]
