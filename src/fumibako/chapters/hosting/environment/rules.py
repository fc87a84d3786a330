"""What can be chosen for PHP (D2)."""

from collections.abc import Mapping, Sequence
from typing import Any

from fumibako.chapters.hosting.environment.errors import NotOffered
from fumibako.machine.state import PhpSettings
from fumibako.machine.state.web.php import MAX_FIELDS, MAX_SECONDS, MEMORY_MB, TIMEZONES, UPLOAD_MB

MAX_TEXT = 60
OFFERED: Mapping[str, Sequence[object]] = {
    "memory_mb": MEMORY_MB,
    "upload_mb": UPLOAD_MB,
    "timezone": TIMEZONES,
    "max_seconds": MAX_SECONDS,
    "max_fields": MAX_FIELDS,
}


def check_settings(chosen: Mapping[str, Any]) -> PhpSettings:
    """Fields of PhpSettings; what is left out is as at first. Raises NotOffered."""
    for field, offered in OFFERED.items():
        if field in chosen:
            _check(chosen[field], offered, field)
    return PhpSettings(**{**chosen, "shows_errors": bool(chosen.get("shows_errors"))})


def _check(value: object, offered: Sequence[object], field: str) -> None:
    if value not in offered:
        refusal = NotOffered(value=str(value)[:MAX_TEXT])
        refusal.field = field
        raise refusal
