"""A second virus engine as makers sell them: c-icap with its virus_scan module."""

import contextlib
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from fumibako.machine.daemons.clamd.service import TEST_PATTERNS

from .scanners import pings, until

WORM = b"what only the second engine finds"
CONFIGURATION = """\
PidFile {home}/pid
CommandsSocket {home}/control
StartServers 1
MaxServers 1
ThreadsPerChild 4
Port 127.0.0.1:{port}
User clamav
Group clamav
TmpDir {home}
ModulesDir {modules}
ServicesDir {modules}
TemplateDir /usr/share/c_icap/templates/
LoadMagicFile /etc/c-icap/c-icap.magic
ServerLog {home}/log
AccessLog {home}/access
acl here src 127.0.0.1/255.255.255.255
icap_access allow here
icap_access deny all
Module common clamd_mod.so
clamd_mod.ClamdSocket {clamd}
Service antivirus_module virus_scan.so
ServiceAlias avscan virus_scan?allow204=on&sizelimit=off&mode=simple
virus_scan.ScanFileTypes TEXT DATA EXECUTABLE ARCHIVE GRAPHICS STREAM DOCUMENT
virus_scan.SendPercentData 0
virus_scan.MaxObjectSize 100M
virus_scan.DefaultEngine clamd
"""
SCANNER = """\
User clamav
LocalSocket {home}/clamd
Foreground yes
DatabaseDirectory {home}/db
TemporaryDirectory {home}
StreamMaxLength 100000000
"""


@contextlib.contextmanager
def engine(port: int, clamd: Path) -> Iterator[int]:
    """Listens at that port and finds what that clamd finds; its pid."""
    with _home() as home:
        (modules,) = Path("/usr/lib").glob("*/c_icap")
        values = {"home": home, "port": port, "modules": modules, "clamd": clamd}
        (home / "conf").write_text(CONFIGURATION.format(**values))
        with _running("c-icap", "-N", "-f", str(home / "conf")) as pid:
            until(lambda: _is_open(port))
            yield pid


@contextlib.contextmanager
def scanner() -> Iterator[Path]:
    """The socket of a clamd that finds the test virus and WORM."""
    with _home() as home:
        (home / "db").mkdir()
        patterns = TEST_PATTERNS + b"Second.Engine.Worm:0:*:%s\n" % WORM.hex().encode()
        (home / "db" / "test.ndb").write_bytes(patterns)
        (home / "conf").write_text(SCANNER.format(home=home))
        with _running("clamd", "-c", str(home / "conf")):
            until(lambda: pings(home / "clamd"))
            yield home / "clamd"


@contextlib.contextmanager
def _home() -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="fb-c-icap-", dir="/tmp"))
    shutil.chown(home, "clamav", "clamav")
    try:
        yield home
    finally:
        shutil.rmtree(home)


@contextlib.contextmanager
def _running(*command: str) -> Iterator[int]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def _is_open(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
