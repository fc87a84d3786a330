"""What a copy of a box looks like, and how its parts are copied either way.

    manifest.json   last of all: a copy without it was cut short
    fumibako.toml   control.sqlite3 or control.dump (pg_dump's custom format)
    guardd/         SQLite files
    databases/      site_databases.py
    dnssec/         signing_keys.py
    and the trees below

Owners are kept as numbers. tar copies the trees, because every Debian has it and it keeps hard links: Dovecot's copies
of one mail in several folders are one file.
"""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fumibako.cli.box import BoxFailed
from fumibako.machine.conf import Config
from fumibako.machine.daemons.dovecot.render import shared_list
from fumibako.machine.system import files

MANIFEST, SETTINGS = "manifest.json", "fumibako.toml"
SQLITE, DUMP = "control.sqlite3", "control.dump"
GUARDD, DATABASES, DNSSEC = "guardd", "databases", "dnssec"
HALF_RESTORED = "restore-unfinished"
_TAR = ("tar", "--numeric-owner", "--xattrs", "--acls")


@dataclass(frozen=True)
class Manifest:
    """made_at: ISO 8601; was_running: whether mail could arrive meanwhile."""

    version: str
    made_at: str
    hostname: str
    was_running: bool

    def write(self, directory: Path) -> None:
        files.write(directory / MANIFEST, json.dumps(asdict(self), indent=1).encode() + b"\n", mode=0o600)

    @classmethod
    def read(cls, directory: Path) -> "Manifest":
        """Raises BoxFailed."""
        try:
            return cls(**json.loads((directory / MANIFEST).read_text()))
        except FileNotFoundError as error:
            raise BoxFailed(f"{directory} is no complete copy of a box: it has no {MANIFEST}.") from error
        except (OSError, ValueError, TypeError) as error:
            raise BoxFailed(f"{directory / MANIFEST} cannot be read: {error}") from error


def trees(config: Config) -> dict[str, Path]:
    """Directories that are copied as they are, by their name in a copy, in this order."""
    return {
        "secrets": config.secrets,
        "tls": config.tls,
        "acme": config.acme,
        "mail": config.mail_store,
        "shared": shared_list(config).parent,
        "sites": config.sites,
        "backups": config.backups,
        "weblogs": config.weblogs,
        "archive": config.archive,
        "jobs": config.jobs,
        "bayes": config.home("spamd") / "bayes",
    }


def trees_at_rest(config: Config) -> dict[str, Path]:
    """Mail on its way, and what the filter knows of it: only of a box that does not run."""
    filterd = {name: config.home("filterd") / name for name in ("notified", "possible-duplicates")}
    return {"queue": config.home("postfix") / "queue", **filterd}


def refuse_half_restored(state: Path) -> None:
    """Raises BoxFailed."""
    if (state / HALF_RESTORED).exists():
        raise BoxFailed(f"A restore into {state} was cut short. Remove what is there and restore again.")


def copy_tree(source: Path, target: Path) -> None:
    """Copy a directory that may change meanwhile: what goes away then is not in the copy. Raises BoxFailed."""
    target.mkdir(parents=True, exist_ok=True)
    # sparse: of a customer's file, what is in it counts, not how long it says it is
    quiet = (f"--warning=no-file-{what}" for what in ("changed", "removed", "ignored"))
    pack = (*_TAR, "--create", "--sparse", *quiet)
    unpack = (*_TAR, "--extract", "--preserve-permissions", "--same-owner")
    with tempfile.TemporaryFile() as errors:
        reader = subprocess.Popen((*pack, "-C", str(source), "."), stdout=subprocess.PIPE, stderr=errors)
        written = subprocess.run((*unpack, "-C", str(target)), stdin=reader.stdout, stderr=errors, check=False)
        if reader.stdout:
            reader.stdout.close()
        # 1: "some files differ" (tar(1)), here those that changed while they were read.
        if reader.wait() not in (0, 1) or written.returncode:
            errors.seek(0)
            raise BoxFailed(f"{source} could not be copied: {errors.read().decode(errors='replace').strip()[-2000:]}")


def copy_sqlites(source: Path, target: Path) -> None:
    """Every SQLite file of a directory. Raises BoxFailed, OSError."""
    target.mkdir(mode=0o700)
    for file in source.glob("*.sqlite3"):
        copy_sqlite(file, target / file.name)


def copy_sqlite(source: Path, target: Path) -> None:
    """By SQLite's own backup: a copied file would miss what is still in the write-ahead log. Raises BoxFailed."""
    there = source.stat()
    try:
        with (
            contextlib.closing(sqlite3.connect(f"file:{source}?mode=rw", uri=True)) as live,
            contextlib.closing(sqlite3.connect(target)) as copy,
        ):
            live.backup(copy)
    except sqlite3.Error as error:
        raise BoxFailed(f"{source} could not be copied: {error}") from error
    os.chown(target, there.st_uid, there.st_gid)
    target.chmod(there.st_mode & 0o7777)


def dump(config: Config, target: Path) -> None:
    """pg_dump of the control database. Raises BoxFailed."""
    _run_postgresql(config, "pg_dump", "--format=custom", "--no-owner", f"--file={target}")


def load_dump(config: Config, source: Path) -> None:
    """pg_restore into the control database, which must be empty; all of it or nothing. Raises BoxFailed."""
    _run_postgresql(config, "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(source))


def _run_postgresql(config: Config, program: str, *arguments: str) -> None:
    if shutil.which(program) is None:
        raise BoxFailed(f"{program} is not installed here: apt-get install postgresql-client")
    with _login(config) as (url, environment):
        command = (program, f"--dbname={url}", *arguments)
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BoxFailed(f"{program}: {done.stderr.strip()[-2000:]}")


@contextlib.contextmanager
def _login(config: Config) -> Iterator[tuple[str, dict[str, str]]]:
    """The database's address without its password, which goes by a file: everybody may read a command line."""
    parts = urlsplit(config.settings.database.url)
    with tempfile.NamedTemporaryFile("w", suffix=".pgpass") as file:  # 0600
        written = unquote(parts.password or "").replace("\\", "\\\\").replace(":", "\\:")
        file.write(f"*:*:*:*:{written}\n")
        file.flush()
        host = parts.netloc.rpartition("@")[2]
        user = (parts.username or "") + "@" if parts.username else ""
        yield f"postgresql://{user}{host}{parts.path}", {**os.environ, "PGPASSFILE": file.name}
