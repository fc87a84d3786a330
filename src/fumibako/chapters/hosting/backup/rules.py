"""What can be backed up and restored, rule by rule (D4)."""

from collections.abc import Iterable
from dataclasses import dataclass

from fumibako.chapters.hosting.backup import errors
from fumibako.chapters.hosting.backup.models import Backup

LEAST_KEPT, MAX_KEPT = 1, 10


@dataclass(frozen=True)
class Part:
    """What is restored: one folder, one database, or, where both are empty, everything."""

    folder: str = ""
    database: str = ""

    @property
    def key(self) -> str:
        """As a form spells it."""
        if self.database:
            return f"database:{self.database}"
        return f"folder:{self.folder}" if self.folder else "all"


def check_kept(number: int) -> int:
    """Raises BadKept."""
    if not LEAST_KEPT <= number <= MAX_KEPT:
        raise errors.BadKept(least=LEAST_KEPT, most=MAX_KEPT)
    return number


def parts_of(backup: Backup) -> list[Part]:
    """What can be restored of it, everything first."""
    return [
        Part(),
        *(Part(folder=each) for each in backup.folders),
        *(Part(database=each) for each in backup.databases),
    ]


def check_part(backup: Backup, key: str) -> Part:
    """Raises NotInBackup."""
    found = next((part for part in parts_of(backup) if part.key == key), None)
    if found is None:
        raise errors.NotInBackup
    return found


def check_databases_there(part: Part, there: Iterable[str]) -> None:
    """Raises DatabaseMissing."""
    if part.database and part.database not in there:
        raise errors.DatabaseMissing(name=part.database)
