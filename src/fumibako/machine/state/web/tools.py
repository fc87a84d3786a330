"""Redirects and small switches of a site (D16)."""

import re
from dataclasses import dataclass

from fumibako.machine.state.web.access import is_folder

MAX_TARGET = 1000
# What a string of Apache's configuration takes literally: no blanks, quotes, backslashes, and no $ or %{, which begin
# variables.
_TARGET = re.compile(
    r"(?:https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?)?(?:/(?:[A-Za-z0-9._~!&'()*+,;=:@/?#-]|%[0-9A-Fa-f]{2})*)?"
)


def is_target(text: str) -> bool:
    """Whether it is a path of the same site or an address at http or https."""
    return 0 < len(text) <= MAX_TARGET and _TARGET.fullmatch(text) is not None and not text.startswith("//")


@dataclass(frozen=True, kw_only=True)
class Redirect:
    """path: as it stands in addresses; what is below it goes below the target. Raises ValueError for anything else."""

    path: str
    target: str
    is_permanent: bool

    def __post_init__(self) -> None:
        if not is_folder(self.path) or not is_target(self.target):
            raise ValueError("not a redirect")


@dataclass(frozen=True, kw_only=True)
class Tools:
    """lists_folders: a folder without a first page shows what is in it. blocks_hotlinks: other sites' pages cannot show
    pictures and sounds of this one."""

    redirects: tuple[Redirect, ...] = ()
    lists_folders: bool = False
    blocks_hotlinks: bool = False
