"""What can be backed up and restored, rule by rule (D4)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from fumibako.chapters.hosting.backup import errors
from fumibako.chapters.hosting.backup.models import Backup
from fumibako.machine.daemons.sites.control import is_folder

LEAST_KEPT, MAX_KEPT = 1, 10
MAX_PATH = 400


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
    """One of its parts, or a file or folder below one. Raises NotInBackup."""
    found = next((part for part in parts_of(backup) if part.key == key), None)
    if found:
        return found
    kind, _, path = key.partition(":")
    if kind == "folder" and len(path) <= MAX_PATH and is_folder(path):
        return Part(folder=path)
    raise errors.NotInBackup


def check_path(text: str) -> str:
    """Of one file or folder in a backup. Raises BadPath."""
    path = text.strip("/")
    if not path or len(path) > MAX_PATH or not path.isprintable() or not is_folder(path):
        raise errors.BadPath
    return path


def check_brought(file_name: str, path: str) -> tuple[str, str]:
    """What is brought along: an uploaded file, or one of the site. Raises NoBackupGiven, BadPath."""
    if not (path or file_name).lower().endswith((".tar.gz", ".tgz")):
        raise errors.NoBackupGiven
    return file_name, check_path(path) if path else ""


def missing(part: Part, names: Iterable[str], there: Collection[str]) -> list[str]:
    """Databases to restore that were deleted meanwhile. names: those in the backup."""
    if part.folder:
        return []
    return [name for name in ([part.database] if part.database else names) if name not in there]


def lost(part: Part, left_out: Iterable[str]) -> list[str]:
    """What goes where part is restored and does not come back. left_out: what could not be read for the backup."""
    if part.database:
        return []
    return [name for name in left_out if not part.folder or f"{name}/".startswith(f"{part.folder}/")]
