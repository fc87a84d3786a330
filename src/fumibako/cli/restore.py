"""fumibako restore DIR: a box from a copy that `fumibako backup` made. What is not in it, `up` makes again."""

import argparse
import shutil
import sys
from pathlib import Path

from fumibako.cli import copies
from fumibako.cli.box import BoxFailed
from fumibako.cli.lock import alone, tell
from fumibako.cli.looking import is_running
from fumibako.cli.running import settings_of, settled
from fumibako.cli.site_databases import restore_databases
from fumibako.machine.conf import Config, load
from fumibako.machine.conf.arguments import add_box
from fumibako.machine.daemons.knot.service import keys
from fumibako.machine.daemons.mariadb.server import data


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("restore", help="make a box from a copy that `backup` made")
    add_box(parser)
    parser.add_argument("directory", type=Path, help="the copy")
    parser.set_defaults(run=_restore)


def _restore(given: argparse.Namespace) -> int:
    source, state = given.directory.resolve(), given.state.resolve()
    try:
        manifest = copies.Manifest.read(source)
        own_settings = given.config or (state / copies.SETTINGS if (state / copies.SETTINGS).exists() else None)
        given.config = own_settings or source / copies.SETTINGS
        wanted = load(state=state, file=given.config, port_base=given.port_base)
        with alone(state):
            _refuse(wanted, source)
            config = settled(given, state, settings_of(given, state))
            unloaded = restore(config, source)
    except (BoxFailed, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for each in unloaded:
        sys.stderr.write(f"Of a customer's database this was refused; the copy has it as SQL. {each}\n")
    tell(f"Restored from {source}, made {manifest.made_at} of {manifest.hostname}. Now:")
    tell(f"  fumibako up --no-demo --detach --state {state}")
    if manifest.was_running:
        tell("  # indexes from the mails themselves: some may have arrived while the copy was made")
        tell(f"  doveadm -c {config.live('dovecot')}/dovecot.conf force-resync -A '*'")
    return 1 if unloaded else 0


def _refuse(config: Config, source: Path) -> None:
    """Raises BoxFailed."""
    copies.refuse_half_restored(config.state)
    if is_running(config):
        raise BoxFailed("This box runs. Restore into a directory of its own (--state DIR), or `fumibako down` first.")
    for path in _targets(config):
        if path.exists() and (path.is_file() or any(path.iterdir())):
            raise BoxFailed(
                f"{path} is there already, and nothing is overwritten. Move it away or name another --state."
            )
    wanted = copies.SQLITE if config.settings.database.url == "sqlite" else copies.DUMP
    if not (source / wanted).exists():
        raise BoxFailed(f"The copy has no {wanted}: it is of a box with another kind of database ([database] url).")


def _trees(config: Config) -> dict[str, Path]:
    """What a copy may have as directories, by its name there."""
    own = {copies.GUARDD: config.home("guardd"), copies.DNSSEC: keys(config)}
    return copies.trees(config) | copies.trees_at_rest(config) | own


def _targets(config: Config) -> tuple[Path, ...]:
    """What is restored, the control database last."""
    return (*_trees(config).values(), config.archive_index, data(config), *_database(config))


def _database(config: Config) -> tuple[Path, ...]:
    """With SQLite's write-ahead log: one that was left by another database would be played into the restored one."""
    file = config.database_file
    return (*(file.with_name(f"{file.name}-{log}") for log in ("wal", "shm")), file)


def restore(config: Config, source: Path) -> list[str]:
    """Return the customers' databases of which something was refused, and why. Raises BoxFailed, OSError; then
    nothing of it is left."""
    unfinished = config.state / copies.HALF_RESTORED
    unfinished.touch()
    try:
        unloaded = _copy(config, source)
    except (BoxFailed, OSError):
        for path in _targets(config):
            shutil.rmtree(path, ignore_errors=True)
        for file in _database(config):
            file.unlink(missing_ok=True)
        unfinished.unlink()
        raise
    unfinished.unlink()
    return unloaded


def _copy(config: Config, source: Path) -> list[str]:
    for name, target in _trees(config).items():
        if (source / name).exists():
            copies.copy_tree(source / name, target)
    databases = source / copies.DATABASES
    unloaded = restore_databases(config, databases) if databases.exists() else []
    if (source / copies.SQLITE).exists():
        config.database_file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / copies.SQLITE, config.database_file)  # `up` gives it to its owner
    if (source / copies.DUMP).exists():
        copies.load_dump(config, source / copies.DUMP)
    return unloaded
