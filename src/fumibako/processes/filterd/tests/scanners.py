"""A real clamd with two signatures of our own: EICAR anywhere, and the hash of ClamAV's test program."""

import hashlib
import socket
import subprocess
import time
from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
TEST_FILES = Path("/usr/share/clamav-testfiles")
DEADLINE_SECONDS = 60


class Clamd:
    def __init__(self, home: Path, listener: Path) -> None:
        self.socket = listener
        database, room = home / "database", home / "tmp"
        for directory in (home, database, room, listener.parent):
            directory.mkdir(parents=True, exist_ok=True)
        (database / "local.ndb").write_text(f"Test.Eicar:0:*:{EICAR.hex()}\n")
        program = (TEST_FILES / "clam.exe").read_bytes()
        digest = hashlib.md5(program, usedforsecurity=False).hexdigest()
        (database / "local.hdb").write_text(f"{digest}:{len(program)}:Test.Clam\n")
        self._configuration = home / "clamd.conf"
        self._configuration.write_text(
            f"LocalSocket {listener}\nLocalSocketMode 666\nFixStaleSocket yes\nForeground yes\nUser root\n"
            f"DatabaseDirectory {database}\nTemporaryDirectory {room}\nMaxThreads 10\n"
            "StreamMaxLength 100M\nMaxScanSize 400M\nMaxFileSize 100M\nMaxRecursion 17\nAlertExceedsMax yes\n"
            f"AlertEncrypted yes\nDisableCache yes\nLogFile {home / 'log'}\n"
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            ["clamd", "-F", "-c", str(self._configuration)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(lambda: pings(self.socket))

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(DEADLINE_SECONDS)
            self._process = None
        self.socket.unlink(missing_ok=True)


def pings(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(5)
            client.connect(str(path))
            client.sendall(b"zPING\0")
            return client.recv(5).startswith(b"PONG")
    except OSError:
        return False


def until(holds: object, seconds: float = DEADLINE_SECONDS) -> None:
    """Poll until `holds` says yes."""
    deadline = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
