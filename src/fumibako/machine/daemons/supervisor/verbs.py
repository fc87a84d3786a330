"""The logs that supervisord keeps of the mail daemons, read on from where the last look ended (B13)."""

import time
import zlib
from pathlib import Path

from fumibako.machine.provision.verb import Answer, Context, Refused, Request, Verb

LOGS = ("dovecot", "filterd", "postfix")
# supervisord.conf, stdout_logfile_backups: the oldest first.
_PARTS = ("log.3", "log.2", "log.1", "log")
MAX_BYTES = 16 << 10  # written in one transaction, which keeps others from writing
_HEAD_BYTES = 256


def mail_log(context: Context, request: Request) -> Answer:
    if request["log"] not in LOGS:
        raise Refused("not a log of a mail daemon")
    return read_on(context.config.log, request["log"], request)


def read_on(logs: Path, name: str, request: Request) -> Answer:
    """Whole lines after a place in one part of a log (the oldest part if that one is gone), and where to go on.

    A place is the part's inode, an offset and the checksum of the part's beginning: a new part may get the inode of one
    that was deleted. utc_offset: of the machine's local time, in seconds, in which the daemons write.
    """
    inode, offset, head = (int(request[key]) for key in ("inode", "offset", "head"))
    paths = [path for part in _PARTS if (path := logs / f"{name}.{part}").exists()]
    known = next((number for number, path in enumerate(paths) if _is_place(path, inode, offset, head)), None)
    lines: list[str] = []
    for number, path in enumerate(paths[known or 0 :]):
        start = offset if known is not None and number == 0 else 0
        lines, offset = _lines(path, start)
        inode, head = path.stat().st_ino, _head(path, offset)
        if lines:
            break
    return {
        **{"inode": inode, "offset": offset, "head": head},
        **{"lines": lines, "utc_offset": time.localtime().tm_gmtoff},
    }


def _is_place(path: Path, inode: int, offset: int, head: int) -> bool:
    there = path.stat()
    return there.st_ino == inode and there.st_size >= offset and _head(path, offset) == head


def _head(path: Path, offset: int) -> int:
    with path.open("rb") as file:
        return zlib.crc32(file.read(min(offset, _HEAD_BYTES)))


def _lines(path: Path, start: int) -> tuple[list[str], int]:
    with path.open("rb") as file:
        file.seek(start)
        data = file.read(MAX_BYTES)
    whole = data[: data.rfind(b"\n") + 1]
    if not whole and len(data) == MAX_BYTES:
        return [], start + len(data)  # no line of a mail is that long
    return [line.decode(errors="replace") for line in whole.split(b"\n")[:-1]], start + len(whole)


VERBS = (Verb(mail_log, ("background",)),)
