"""Maildir, sdbox and mdbox with one large mailbox each: what everyday work, repair and backup cost.

    python -m bench.mailbox_format [--mails 100000] [--formats maildir,sdbox,mdbox]      (root; about 15 minutes)

A Dovecot of its own on a loopback port; nothing of a box is touched, everything is removed at the end. All formats
get the same mails. "cold": after the kernel's caches were dropped, which the whole machine feels. Numbers are the
median of the tries, in milliseconds unless another unit is named.
"""

import argparse
import contextlib
import email.header
import email.utils
import imaplib
import os
import random
import shutil
import smtplib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fumibako.machine.system import files
from tests.journeys.clients import until
from tests.ports import free_port

LOCATIONS = {name: f"{name}:~/mail" for name in ("maildir", "sdbox", "mdbox")}
UID = 5000
TRIES = 5
LMTP_MAILS = 500
CHANGED = 10_000
imaplib._MAXLINE = 10_000_000  # type: ignore[attr-defined]  # answers about 100,000 mails are long lines


@dataclass(frozen=True)
class Place:
    """The private Dovecot: its directory, its IMAP port."""

    root: Path
    port: int

    def home(self, user: str) -> Path:
        return self.root / "mail" / user

    def doveadm(self, *words: str) -> str:
        command = ("doveadm", "-c", str(self.root / "dovecot.conf"), *words)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{' '.join(words)}: {done.stderr}"
        return done.stdout

    @contextlib.contextmanager
    def imap(self, user: str) -> Iterator[imaplib.IMAP4]:
        imaplib.Commands["UIDSORT"] = ("SELECTED",)
        connection = imaplib.IMAP4("127.0.0.1", self.port)
        connection.login(user, "x")
        try:
            yield connection
        finally:
            connection.shutdown()


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--mails", type=int, default=100_000)
    parser.add_argument("--formats", default=",".join(LOCATIONS))
    given = parser.parse_args(argv)
    chosen = given.formats.split(",")
    found: dict[str, dict[str, str]] = {}
    with _dovecot() as place:
        source = _write_maildir(place.root / "source", given.mails)
        for user in chosen:
            found[user] = {}
            for name, value in _measured(place, user, source, given.mails):
                print(f"{user}: {name}: {value}", file=sys.stderr, flush=True)
                found[user][name] = value
    width = max(len(name) for name in found[chosen[0]])
    print(" " * width + "".join(f"{user:>14}" for user in chosen))
    for name in found[chosen[0]]:
        print(f"{name:{width}}" + "".join(f"{found[user][name]:>14}" for user in chosen), flush=True)


def _measured(place: Place, user: str, source: Path, mails: int) -> Iterator[tuple[str, str]]:
    _fill(place, user, source)
    _select(place, user)  # a mailbox that was used before
    yield "inodes", f"{sum(1 for _ in place.home(user).rglob('*')):,}"
    yield "MiB on disk", f"{_kilobytes(place.home(user)) / 1024:.0f}"
    yield f"LMTP, {LMTP_MAILS} mails, fsync: mails/s", f"{LMTP_MAILS / _timed(lambda: _deliver(place, user)):.0f}"
    yield "SELECT cold", _milliseconds(lambda: _select(place, user), before=_drop_caches, tries=3)
    yield "SELECT warm", _milliseconds(lambda: _select(place, user))
    with place.imap(user) as imap:
        imap.select("INBOX")
        first = _command(imap, "UID SORT RETURN (PARTIAL 1:50) (REVERSE DATE) UTF-8 ALL")
        assert b"PARTIAL" in first, first[:200]
    sort = "UID SORT RETURN (PARTIAL 1:50) (REVERSE DATE) UTF-8 ALL"
    yield "UID SORT PARTIAL by date, new session", _milliseconds(lambda: _one(place, user, sort))
    rows = "FETCH {0}:{1} (UID FLAGS RFC822.SIZE ENVELOPE BODYSTRUCTURE)"
    starts = iter(range(20_000, 90_000, 100)) if mails >= 100_000 else iter(range(1, mails, 100))
    yield (
        "FETCH 50 rows, never seen, cold",
        _milliseconds(
            lambda: _one(place, user, rows.format(start := next(starts), start + 49)), before=_drop_caches, tries=3
        ),
    )
    yield (
        "FETCH 50 rows, never seen",
        _milliseconds(lambda: _one(place, user, rows.format(start := next(starts), start + 49))),
    )
    yield "FETCH 50 rows, seen before", _milliseconds(lambda: _one(place, user, rows.format(1, 50)), tries=TRIES + 1)
    status = ("mailbox", "status", "-u", user, "vsize", "INBOX")
    yield "STATUS with size (quota)", _milliseconds(lambda: place.doveadm(*status))
    yield "quota recalc", _milliseconds(lambda: place.doveadm("quota", "recalc", "-u", user), tries=3)
    changed = min(CHANGED, mails // 4)
    yield f"flag {changed:,} mails", _milliseconds(_flipped(place, user, changed))
    yield "MiB an incremental backup copies after 100 mails and 1,000 flags", f"{_a_day(place, user, mails // 2):.1f}"
    yield "whole backup by tar, cold: s", f"{_timed(lambda: _tar(place, user), before=_drop_caches):.1f}"
    seconds = _timed(lambda: _expunge(place, user, changed))
    yield f"expunge {changed:,} mails", f"{seconds * 1000:.0f}"
    yield "doveadm purge after it", f"{_timed(lambda: place.doveadm('purge', '-u', user)) * 1000:.0f}"
    flagged = _count(place, user, "FLAGGED")
    _lose_index(place, user)
    seconds = _timed(lambda: place.doveadm("force-resync", "-u", user, "INBOX"))
    yield "index lost: force-resync: s", f"{seconds:.1f}"
    yield "of the flags kept then", f"{_count(place, user, 'FLAGGED')} / {flagged}"


# --- The private Dovecot ------------------------------------------------------------------------


@contextlib.contextmanager
def _dovecot() -> Iterator[Place]:
    root = Path(tempfile.mkdtemp(prefix="fb-format-", dir="/tmp"))
    root.chmod(0o755)
    place = Place(root, free_port())
    files.directory(root / "mail", uid=UID, gid=UID)
    users = (f"{user}:::::{place.home(user)}::userdb_mail={location}\n" for user, location in LOCATIONS.items())
    for user in LOCATIONS:
        files.directory(place.home(user), uid=UID, gid=UID)
    (root / "users").write_text("".join(users))
    (root / "dovecot.conf").write_text(_conf(place))
    with (root / "log").open("ab") as log:
        process = subprocess.Popen(("dovecot", "-F", "-c", root / "dovecot.conf"), stdout=log, stderr=log)
    try:
        until(lambda: (root / "run" / "lmtp").exists(), 30)
        yield place
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(root)


def _conf(place: Place) -> str:
    return f"""\
base_dir = {place.root}/run
state_dir = {place.root}/state
log_path = /dev/stderr
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_uid = {UID}
mail_gid = {UID}
first_valid_uid = {UID}
mail_fsync = always
mailbox_list_index = yes
mail_plugins = quota
namespace inbox {{
  inbox = yes
  separator = /
}}
plugin {{
  quota = count:User quota
  quota_vsizes = yes
  quota_rule = *:storage=10G
}}
passdb {{
  driver = static
  args = nopassword
}}
userdb {{
  driver = passwd-file
  args = {place.root}/users
}}
service imap-login {{
  inet_listener imap {{
    port = {place.port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
"""


# --- Mails --------------------------------------------------------------------------------------


def _write_maildir(source: Path, mails: int) -> Path:
    chance = random.Random(7)
    for name in ("cur", "new", "tmp"):
        (source / name).mkdir(parents=True)
    for number in range(mails):
        mail = _mail(number, chance)
        # With its sizes in the name, as Dovecot names them.
        name = f"{1_700_000_000 + number}.M{number}.bench,S={len(mail)},W={len(mail)}:2,"
        (source / "cur" / name).write_bytes(mail)
    subprocess.run(("chown", "-R", f"{UID}:{UID}", source), check=True)
    return source


def _mail(number: int, chance: random.Random) -> bytes:
    words = ("見積書", "打ち合わせ", "請求書", "ご確認ください", "order", "meeting", "schedule")
    text = "\r\n".join(" ".join(chance.choices(words, k=8)) for _ in range(chance.randint(5, 25)))
    subject = email.header.Header(f"{chance.choice(words)} {number}", "utf-8").encode()
    date = email.utils.formatdate(1_700_000_000 + 60 * number)
    return (
        f"Return-Path: <alice{number % 97}@out.example>\r\nReceived: by mail.example; {date}\r\n"
        f"From: Alice <alice{number % 97}@out.example>\r\nTo: office@example.jp\r\nSubject: {subject}\r\n"
        f"Date: {date}\r\nMessage-ID: <{number}@out.example>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"{text}\r\n"
    ).encode()


def _fill(place: Place, user: str, source: Path) -> None:
    if user == "maildir":
        subprocess.run(("cp", "-a", source, place.home(user) / "mail"), check=True)
        return
    place.doveadm("-o", "mail_fsync=never", "import", "-u", user, f"maildir:{source}", "", "mailbox", "INBOX", "all")


def _deliver(place: Place, user: str) -> None:
    chance = random.Random(11)
    with smtplib.LMTP(str(place.root / "run" / "lmtp")) as lmtp:
        for number in range(LMTP_MAILS):
            lmtp.sendmail("alice@out.example", [user], _mail(number, chance))


# --- What is measured ---------------------------------------------------------------------------


def _timed(act: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    before()
    started = time.monotonic()
    act()
    return time.monotonic() - started


def _milliseconds(act: Callable[[], object], before: Callable[[], object] = lambda: None, tries: int = TRIES) -> str:
    return f"{1000 * statistics.median(_timed(act, before) for _ in range(tries)):.0f}"


def _drop_caches() -> None:
    os.sync()
    Path("/proc/sys/vm/drop_caches").write_text("3")


def _select(place: Place, user: str) -> None:
    with place.imap(user) as imap:
        assert imap.select("INBOX")[0] == "OK"


def _one(place: Place, user: str, command: str) -> None:
    """A session with one command, as a webmail request is."""
    with place.imap(user) as imap:
        imap.select("INBOX")
        _command(imap, command)


def _command(imap: imaplib.IMAP4, command: str) -> bytes:
    """Send a command as it stands, return all of its answer."""
    imap.send(b"x1 " + command.encode() + b"\r\n")
    lines = []
    while True:
        line = imap.readline()
        lines.append(line)
        if line.startswith(b"x1 "):
            assert line.startswith(b"x1 OK"), line
            return b"".join(lines)


def _flipped(place: Place, user: str, number: int) -> Callable[[], None]:
    signs = iter("+-" * TRIES)
    return lambda: _one(place, user, f"STORE 1:{number} {next(signs)}FLAGS.SILENT (\\Seen)")


def _a_day(place: Place, user: str, first: int) -> float:
    """MiB in files that are new or changed, by name and time, as rsync sees it."""
    _one(place, user, "STORE 1:1 +FLAGS.SILENT (\\Answered)")  # what was left to be written is written
    before = {path: path.stat().st_mtime_ns for path in place.home(user).rglob("*") if path.is_file()}
    chance = random.Random(13)
    with smtplib.LMTP(str(place.root / "run" / "lmtp")) as lmtp:
        for number in range(100):
            lmtp.sendmail("alice@out.example", [user], _mail(number, chance))
    _one(place, user, f"STORE {first}:{first + 999} +FLAGS.SILENT (\\Flagged)")
    after = (path for path in place.home(user).rglob("*") if path.is_file())
    return sum(path.stat().st_size for path in after if before.get(path) != path.stat().st_mtime_ns) / (1 << 20)


def _tar(place: Place, user: str) -> None:
    subprocess.run(f"tar -C {place.home(user)} -cf - . | cat >/dev/null", shell=True, check=True)


def _expunge(place: Place, user: str, number: int) -> None:
    with place.imap(user) as imap:
        imap.select("INBOX")
        _command(imap, f"STORE 1:{number} +FLAGS.SILENT (\\Deleted)")
        _command(imap, "EXPUNGE")


def _count(place: Place, user: str, key: str) -> int:
    return len(place.doveadm("search", "-u", user, "mailbox", "INBOX", key).splitlines())


def _lose_index(place: Place, user: str) -> None:
    for path in list(place.home(user).rglob("dovecot.index*")):
        path.unlink()


def _kilobytes(path: Path) -> int:
    return int(subprocess.run(("du", "-sk", path), capture_output=True, check=True).stdout.split()[0])


if __name__ == "__main__":
    main(sys.argv[1:])
