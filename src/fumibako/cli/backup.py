"""fumibako backup DIR: all of a box that cannot be made again, copied while it runs or not.

First the database, then the mail: an account that is in the copy has its mail in it. What a copy holds: copies.py.
"""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from fumibako.cli import copies
from fumibako.cli.box import BoxFailed
from fumibako.cli.lock import tell
from fumibako.cli.looking import is_running
from fumibako.cli.signing_keys import copy_signing_keys
from fumibako.cli.site_databases import Copied, copy_databases
from fumibako.cli.version import version
from fumibako.machine.conf import Config, load
from fumibako.machine.conf.arguments import add_box


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("backup", help="copy the box into a directory, while it runs or not")
    add_box(parser)
    parser.add_argument("directory", type=Path, help="a new or empty one, for example /srv/backup/2027-01-31")
    parser.set_defaults(run=_backup)


def _backup(given: argparse.Namespace) -> int:
    config = load(state=given.state, file=given.config, port_base=given.port_base)
    target: Path = given.directory.resolve()
    if refusal := _refusal(config, target):
        sys.stderr.write(f"{refusal}\n")
        return 2
    try:
        databases = back_up(config, target)
    except (BoxFailed, OSError) as error:
        sys.stderr.write(f"{error}\nThe copy in {target} is incomplete: remove it.\n")
        return 1
    broken = [each for each in databases if each.missing]
    for each in broken:
        sys.stderr.write(f"Of the database {each.name} ({each.owner}) this could not be copied: {each.missing}\n")
    tell(
        "Not in the copy: the box's own logs, and what is made or fetched again (virus signatures, tables of daemons)."
    )
    which = "complete but for what is named above" if broken else "complete"
    tell(f"{target}: {which}. It holds everybody's mail and the keys: keep it as you keep the box.")
    return 1 if broken else 0


def _refusal(config: Config, target: Path) -> str:
    if not (config.secrets / "django").exists():
        return f"There is no box in {config.state} yet."
    if target.is_relative_to(config.state) or target.is_relative_to(config.mail_store):
        return f"{target} lies in the box itself. Choose a directory outside of it, best on another disk."
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        return f"{target} is not empty. Name a new directory for each copy."
    return ""


def back_up(config: Config, target: Path) -> list[Copied]:
    """Return the databases of customers' sites that were copied. Raises BoxFailed, OSError."""
    target.mkdir(parents=True, exist_ok=True)
    target.chmod(0o700)
    was_running = is_running(config)
    made_at = datetime.now(UTC)
    if config.settings.database.url == "sqlite":
        copies.copy_sqlite(config.database_file, target / copies.SQLITE)
    else:
        copies.dump(config, target / copies.DUMP)
    settings = config.state / copies.SETTINGS
    (target / copies.SETTINGS).write_bytes(settings.read_bytes() if settings.exists() else b"")
    copies.copy_sqlites(config.home("guardd"), target / copies.GUARDD)
    trees = copies.trees(config) if was_running else copies.trees(config) | copies.trees_at_rest(config)
    for name, tree in trees.items():
        if tree.exists():
            copies.copy_tree(tree, target / name)
    databases = copy_databases(config, target / copies.DATABASES, is_running=was_running)
    copy_signing_keys(config, target / copies.DNSSEC, is_running=was_running)
    if was_running:
        tell("Mail that still waits in the queue is not in the copy, because the box runs.")
    os.sync()
    copies.Manifest(version(), made_at.isoformat(timespec="seconds"), config.hostname, was_running).write(target)
    return databases
