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
from fumibako.machine.conf import Config, load
from fumibako.machine.conf.arguments import add_box


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
            restore(config, source)
    except (BoxFailed, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    tell(f"Restored from {source}, made {manifest.made_at} of {manifest.hostname}. Now:")
    tell(f"  fumibako up --no-demo --detach --state {state}")
    if manifest.was_running:
        tell("  # indexes from the mails themselves: some may have arrived while the copy was made")
        tell(f"  doveadm -c {config.live('dovecot')}/dovecot.conf force-resync -A '*'")
    return 0


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


def _targets(config: Config) -> tuple[Path, ...]:
    """What is restored, database last."""
    queue = config.home("postfix") / "queue"
    web = copies.web_trees(config).values()
    return (config.secrets, config.tls, config.mail_store, *web, queue, config.home("guardd"), config.database_file)


def restore(config: Config, source: Path) -> None:
    """Raises BoxFailed, OSError; then nothing of it is left."""
    unfinished = config.state / copies.HALF_RESTORED
    unfinished.touch()
    try:
        _copy(config, source)
    except (BoxFailed, OSError):
        for path in _targets(config):
            shutil.rmtree(path, ignore_errors=True)
        config.database_file.unlink(missing_ok=True)
        unfinished.unlink()
        raise
    unfinished.unlink()


def _copy(config: Config, source: Path) -> None:
    trees = {"secrets": config.secrets, "tls": config.tls, "mail": config.mail_store, **copies.web_trees(config)}
    trees["queue"] = config.home("postfix") / "queue"
    for name, target in trees.items():
        if (source / name).exists():
            copies.copy_tree(source / name, target)
    databases = {"guardd.sqlite3": config.home("guardd") / "guard.sqlite3", copies.SQLITE: config.database_file}
    for name, target in databases.items():
        if (source / name).exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, target)  # `up` gives it to its owner
    if (source / copies.DUMP).exists():
        copies.load_dump(config, source / copies.DUMP)
