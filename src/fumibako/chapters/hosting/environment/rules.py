"""What can be chosen for PHP (D2)."""

from collections.abc import Sequence

from fumibako.chapters.hosting.environment.errors import NotOffered
from fumibako.machine.state import PhpSettings
from fumibako.machine.state.web.php import MEMORY_MB, TIMEZONES, UPLOAD_MB

MAX_TEXT = 60


def check_settings(*, memory_mb: int, upload_mb: int, shows_errors: bool, timezone: str) -> PhpSettings:
    """Raises NotOffered."""
    _check(memory_mb, MEMORY_MB, "memory_mb")
    _check(upload_mb, UPLOAD_MB, "upload_mb")
    _check(timezone, TIMEZONES, "timezone")
    return PhpSettings(memory_mb=memory_mb, upload_mb=upload_mb, shows_errors=bool(shows_errors), timezone=timezone)


def _check(value: object, offered: Sequence[object], field: str) -> None:
    if value not in offered:
        refusal = NotOffered(value=str(value)[:MAX_TEXT])
        refusal.field = field
        raise refusal
