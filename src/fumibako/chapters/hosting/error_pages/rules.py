"""Which pages can be error pages (D8)."""

from fumibako.chapters.hosting.error_pages import errors
from fumibako.machine.state.web.error_pages import STATUSES, is_path

MAX_TEXT = 60


def check_page(status: int, path: str) -> str:
    """Raises UnknownStatus, BadPath."""
    if status not in STATUSES:
        raise errors.UnknownStatus(status=str(status)[:MAX_TEXT])
    if not is_path(path):
        refusal = errors.BadPath(path=path[:MAX_TEXT])
        refusal.field = f"page_{status}"
        raise refusal
    return path
