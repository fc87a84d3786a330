"""python -m fumibako.machine.daemons.dovecot.copying WHAT …: nightly copies of mailboxes, as the mail store's user.

A copy is a directory `.copies/<domain>/<local part>/<day>` below the mail store. Mails are files that Dovecot never
changes (dbox-Mails/u.*): they are hard links and cost no room as long as the mailbox has them, too. What Dovecot
changes is copied, or linked to the night before where it is the same; flags are in there. What can be made again
(caches) is left out. A copy is never opened itself, but a second one of it in `.opened`.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

COPIES, OPENED = ".copies", ".opened"
_CACHE = "dovecot.index.cache"


def copy_domain(store: Path, domain: str, day: str) -> dict[str, object]:
    """Every mailbox of the domain that has no copy of that day yet. Returns how many there were, and what is new on
    the disk."""
    number = added = 0
    for home in _directories(store / domain):
        if home.name.startswith(".") or not (home / "mail").is_dir():
            continue
        copies = store / COPIES / domain / home.name
        if (copies / day).exists():
            continue
        copies.mkdir(parents=True, exist_ok=True)
        before = max((each for each in _directories(copies) if not each.name.startswith(".")), default=None)
        made = copies / f".new-{day}"
        shutil.rmtree(made, ignore_errors=True)
        added += _copy(home / "mail", made, before)
        made.replace(copies / day)
        number += 1
    return {"number": number, "bytes": added}


def forget(store: Path, first_day: str) -> dict[str, object]:
    """Copies of days before that one, and what was opened. Returns how many."""
    number = 0
    shutil.rmtree(store / OPENED, ignore_errors=True)
    for domain in _directories(store / COPIES):
        for mailbox in _directories(domain):
            for copy in _directories(mailbox):
                if copy.name.startswith(".") or copy.name < first_day:
                    shutil.rmtree(copy, ignore_errors=True)
                    number += 1
            with suppress(OSError):  # there are others
                mailbox.rmdir()
        with suppress(OSError):
            domain.rmdir()
    return {"number": number}


def days(store: Path, domain: str) -> dict[str, object]:
    """The days of which there is a copy, by local part."""
    mailboxes = _directories(store / COPIES / domain)
    return {one.name: sorted(each.name for each in _directories(one) if each.name[0] != ".") for one in mailboxes}


def open_copy(store: Path, domain: str, local_part: str, day: str) -> dict[str, object]:
    """A copy of the copy, which Dovecot may write to."""
    opened = store / OPENED / domain / local_part / day
    if not opened.exists():
        made = opened.with_name(f".new-{os.getpid()}-{day}")
        made.parent.mkdir(parents=True, exist_ok=True)
        _copy(store / COPIES / domain / local_part / day, made, None)
        with suppress(OSError):  # another has opened it meanwhile
            made.replace(opened)
        shutil.rmtree(made, ignore_errors=True)
    return {"path": str(opened)}


def _copy(there: Path, new: Path, before: Path | None) -> int:
    """Bytes that are new on the disk."""
    new.mkdir(mode=0o700)
    added = 0
    with suppress(FileNotFoundError):  # a folder that was deleted just now
        for entry in sorted(os.scandir(there), key=lambda one: one.name):  # indexes before their logs
            source, target = Path(entry.path), new / entry.name
            last = before / entry.name if before else None
            if entry.is_dir(follow_symlinks=False):
                added += _copy(source, target, last)
            elif entry.is_file(follow_symlinks=False) and entry.name != _CACHE:
                with suppress(FileNotFoundError):  # a mail that was deleted just now
                    added += _copy_file(source, target, last)
    return added


def _copy_file(source: Path, target: Path, last: Path | None) -> int:
    if source.name.startswith("u.") and source.parent.name == "dbox-Mails":
        os.link(source, target, follow_symlinks=False)
        return 0
    now = source.stat()
    if last is not None and last.is_file():
        then = last.stat()
        if (then.st_mtime_ns, then.st_size) == (now.st_mtime_ns, now.st_size):
            os.link(last, target, follow_symlinks=False)
            return 0
    shutil.copy2(source, target, follow_symlinks=False)
    return now.st_size


def _directories(path: Path) -> Iterator[Path]:
    with suppress(FileNotFoundError, NotADirectoryError):
        yield from (Path(entry.path) for entry in os.scandir(path) if entry.is_dir(follow_symlinks=False))


WHAT: dict[str, Callable[..., dict[str, object]]] = {
    "copy": copy_domain,
    "forget": forget,
    "days": days,
    "open": open_copy,
}

if __name__ == "__main__":
    os.umask(0o077)
    sys.stdout.write(json.dumps(WHAT[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])))
