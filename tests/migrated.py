"""A migrated database, made once in a run for all its processes. Tests of something else begin with a copy of it; what
an empty one becomes is seen by tests/faults/test_supervisord.py and tests/journeys/test_postgresql.py."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from fumibako.machine.conf import Config

ROOT = Path(__file__).parents[1]


def lay(migrated: Path, config: Config) -> None:
    """A copy of it where a box has its database; `up` finds nothing to migrate in it."""
    config.database_file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(migrated, config.database_file)


def sqlite(shared: Path) -> Path:
    """The file of it. shared: a directory of all processes."""
    state = shared / "migrated"
    file = state / "control" / "fumibako.sqlite3"
    with (shared / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            making = shared / "migrating"
            (making / "control").mkdir(parents=True)
            _migrate({"FUMIBAKO_STATE": str(making)})
            making.rename(state)
    assert [path.name for path in file.parent.iterdir()] == [file.name]  # all of it is in the file
    return file


def postgresql(shared: Path, url: str) -> str:
    """The name of it, on that server. shared: a directory of all processes."""
    server = urlsplit(url)
    name = f"migrated_{server.path.lstrip('/')}"
    made = shared / name
    with (shared / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            with psycopg.connect(server._replace(path="/postgres").geturl(), autocommit=True) as database:
                database.execute(psycopg.sql.SQL("DROP DATABASE IF EXISTS {}").format(psycopg.sql.Identifier(name)))
                database.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
            _migrate({"FUMIBAKO_TEST_DATABASE": server._replace(path=f"/{name}").geturl()})
            made.touch()
    return name


def _migrate(where: dict[str, str]) -> None:
    inherited = {name: value for name, value in os.environ.items() if name != "FUMIBAKO_TEST_DATABASE"}
    own = {
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "fumibako.project.settings",
        "FUMIBAKO_DATABASE_SECONDS": "3600",  # for a migration there is no hurry
    }
    subprocess.run((sys.executable, "-m", "django", "migrate", "-v0"), check=True, env={**inherited, **own, **where})
