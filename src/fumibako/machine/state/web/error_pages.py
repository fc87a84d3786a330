"""What visitors of a site see when something goes wrong (D8)."""

import re
from dataclasses import dataclass

STATUSES = (401, 403, 404, 500, 503)
"""Where visitors see a page of ours unless the site has one."""
OTHERS = (
    *(400, 402, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 421, 422, 423, 424, 426, 428, 429),
    *(431, 451, 501, 502, 504, 505, 506, 507, 508, 510, 511),
)
"""The others that Apache knows; it refuses a configuration with a status that it does not."""
MAX_PATH = 200
# No "%", which begins an expression in Apache's ErrorDocument, and no segment that begins with a dot.
_PATH = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+")


def is_path(text: str) -> bool:
    """Whether it is the path of a page as it stands in a site's addresses."""
    return len(text) <= MAX_PATH and _PATH.fullmatch(text) is not None


@dataclass(frozen=True, kw_only=True)
class ErrorPages:
    """pages: status and path of a page of the site; for others visitors see ours. covers_php: also
    where a PHP program answers with that status. Raises ValueError for anything else."""

    pages: tuple[tuple[int, str], ...] = ()
    covers_php: bool = False

    def __post_init__(self) -> None:
        if not all(status in (*STATUSES, *OTHERS) and is_path(path) for status, path in self.pages):
            raise ValueError("not an error page")
