"""Which domains have taught the spam filter, and forgetting it with the domain.

The databases are readable by spamd alone, so each such domain has an empty file that filterd sees."""

import shutil
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.system import files


def directory(config: Config) -> Path:
    return config.home("spamd") / "taught"


def prepare(config: Config) -> None:
    files.directory(directory(config))
    for database in _databases(config).glob("*/bayes_toks"):  # of a version that had no such files
        note(config, database.parent.name)


def note(config: Config, domain: str) -> None:
    (directory(config) / domain).touch(mode=0o644)


def forget(config: Config, domain: str) -> None:
    """spamd's user may have put anything there; rmtree follows no link."""
    shutil.rmtree(_databases(config) / domain, ignore_errors=True)
    (directory(config) / domain).unlink(missing_ok=True)


def _databases(config: Config) -> Path:
    return config.home("spamd") / "bayes"
