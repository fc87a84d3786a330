"""What is live in a box, read back from the daemons' own tables and files, and what its database wants."""

import contextlib
import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fumibako.machine.conf import Config, load
from fumibako.machine.daemons import own
from fumibako.machine.daemons.tables.postfix import NAMES
from fumibako.machine.daemons.tables.proftpd import limits_file, users_file
from fumibako.machine.formats.quotatab import limits_of

ROOT = Path(__file__).parents[2]


def differences(config: Config) -> list[str]:
    """Every row and file that is not exactly what the database wants; "pending" while something is on its way."""
    if pending(config):
        return ["pending"]
    wanted, live = _wanted(config), dict(_live(config))
    return [
        f"{name}: wanted {wanted.get(name)!r}, live {live.get(name)!r}"
        for name in sorted(wanted.keys() | live.keys())
        if wanted.get(name) != live.get(name)
    ]


def look_now(config: Config) -> None:
    """Wake the worker, which would come by itself in half a minute."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as waking:
        waking.sendto(b"!", str(config.worker_socket))


def heals(config: Config, seconds: float = 60.0) -> None:
    """Waits until configuration equals database; fails at the deadline, naming what differs."""
    deadline = time.monotonic() + seconds
    while found := differences(config):
        assert time.monotonic() < deadline, "\n".join(found)
        time.sleep(0.05)


def pending(config: Config) -> int:
    with contextlib.closing(sqlite3.connect(config.database_file)) as database:
        (count,) = database.execute("SELECT count(*) FROM publish_publication WHERE outcome = 'pending'").fetchone()
    return int(count)


def _wanted(config: Config) -> dict[str, object]:
    reader = _reader(config.state)
    assert reader.stdin and reader.stdout
    reader.stdin.write("\n")
    reader.stdin.flush()
    wanted: dict[str, object] = json.loads(reader.stdout.readline())
    return wanted


@cache
def _reader(state: Path) -> "subprocess.Popen[str]":
    """Django takes longer to start than to look; it ends with its input, as this process does."""
    environment = {**os.environ, **own.environment(load(state=state)), "PYTHONPATH": f"{own.SOURCE}:{ROOT}"}
    command = (sys.executable, "-m", "tests.faults.wanted")
    return subprocess.Popen(
        command, env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _live(config: Config) -> Iterator[tuple[str, object]]:
    for table in NAMES:
        command = ("postmap", "-c", str(config.live("postfix")), "-s", f"lmdb:{config.edge / table}")
        listed = subprocess.run(command, capture_output=True, text=True, timeout=60).stdout  # fails where it is gone
        for line in listed.splitlines():
            key, _, value = line.partition("\t")
            yield f"{table}/{key}", [value]
    for address, *values in _edge(config, "SELECT address, password, quota_bytes, is_open FROM served"):
        yield f"accounts/{address}", values
    for (domain,) in _edge(config, "SELECT domain FROM closed"):
        yield f"closed/{domain}", []
    for address, mailbox in _edge(config, "SELECT address, mailbox FROM quota_of"):
        yield f"quota_of/{address}", [mailbox]
    for (address,) in _edge(config, "SELECT address FROM app_only"):
        yield f"app_only/{address}", []
    for address, *values in _edge(config, "SELECT address, number, digest, protocols FROM app_password"):
        yield f"app_password/{address}", values
    limits = limits_of(limits_file(config).read_bytes()) if limits_file(config).exists() else {}
    for line in users_file(config).read_text().splitlines() if users_file(config).exists() else ():
        login, password_hash, uid, *_ = line.split(":")
        number = int(uid) - config.site_uid(0)
        yield f"ftp_users/{login}", [password_hash, number]
        if int(uid) in limits:
            yield f"ftp_limits/{login}", [limits.pop(int(uid)), number]
    for uid, most in limits.items():
        yield f"ftp_limits/{uid}", [most]
    for directory in config.state.glob("*/scopes"):
        for link in directory.rglob("live"):
            for name in (link / ".rendered").read_text().splitlines():
                yield f"{directory.parent.name}/{link.parent.relative_to(directory)}/{name}", (link / name).read_text()
                if name.endswith(".sieve"):
                    assert (link / name).with_suffix(".svbin").stat().st_size, f"{link / name} is not compiled"


def _edge(config: Config, query: str) -> list[tuple[object, ...]]:
    """What Dovecot finds; nothing where the table is lost or damaged."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{config.edge}/accounts.sqlite3?mode=ro", uri=True)) as edge:
            return edge.execute(query).fetchall()
    except sqlite3.DatabaseError:
        return []
