"""A PHP file of a site run by itself, as a cron job does: the site's user, and what its PHP may otherwise do."""

import os
import re
import signal
import subprocess
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from fumibako.machine.conf import Config
from fumibako.machine.daemons.phpfpm.control import DISABLED
from fumibako.machine.daemons.sites import tree
from fumibako.machine.daemons.sites.filing.names import BadName, folders_of
from fumibako.machine.daemons.sites.wordpress import PHP
from fumibako.machine.system.run import CommandFailed

SECONDS, CPU_SECONDS = 60.0, 50
MOST_OUTPUT = 16 << 10
LIMITS = (
    *(f"--as={1 << 30}", f"--fsize={64 << 20}", f"--cpu={CPU_SECONDS}"),
    *("--core=0", "--nofile=1024"),
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
        "sendmail_path": "/bin/false",
        "memory_limit": "256M",
    }
    options = (part for name, value in settings.items() for part in ("-d", f"{name}={value}"))
    command = ("env", f"--chdir={whole.parent}", "prlimit", *LIMITS, "--", PHP, *options, "-f", str(whole))
    with tempfile.TemporaryFile() as written:
        started = time.monotonic()
        code = _ended(command, uid, written)
        output = os.pread(written.fileno(), MOST_OUTPUT, 0).decode("utf-8", "replace")
        return Ran(code, output, time.monotonic() - started)


def _ended(command: tuple[str, ...], uid: int, written: IO[bytes]) -> int | None:
    """Its exit code, None where its time was over. What it has left in its group ends with it."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
            user=uid,
            group=uid,
            extra_groups=(),
            env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            start_new_session=True,
        )
    except OSError as error:
        raise CommandFailed(f"{command[0]}: {error.strerror}") from error
    is_over = threading.Event()

    def end() -> None:
        is_over.set()
        _kill_group(process.pid)

    late = threading.Timer(SECONDS, end)
    late.start()
    try:
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # its number stays taken until its group has ended
    finally:
        late.cancel()
        _kill_group(process.pid)
        code = process.wait()
    return None if is_over.is_set() else code


def _kill_group(number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(number, signal.SIGKILL)
