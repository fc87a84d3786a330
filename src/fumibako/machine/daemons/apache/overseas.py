"""Folders that answer only to visitors from Japan, as Apache reads them.

nginx says of each visitor whether the address is in Japan, by a header that only the two know (`front`); here it is a
variable. By Location, as passwords are (`access`): no .htaccess opens what is closed here. Our error pages stay open.
"""

from fumibako.machine.daemons.apache.control import error_page
from fumibako.machine.state import Overseas
from fumibako.machine.state.web.access import spellings

IN_JAPAN = "IN_JAPAN"


def below(overseas: Overseas, folder: str) -> Overseas:
    """What of it holds in a folder that has a name of its own."""
    inside = folder.rstrip("/")
    paths = [path.rstrip("/") for path in overseas.folders]
    if any(f"{inside}/".startswith(f"{path}/") for path in paths):
        return Overseas(folders=("/",), exceptions=overseas.exceptions)
    nested = tuple(path.removeprefix(inside) for path in paths if path.startswith(f"{inside}/"))
    return Overseas(folders=nested, exceptions=overseas.exceptions)


def of_site(overseas: Overseas) -> str:
    allowed = "".join(f"      Require ip {network}\n" for network in overseas.exceptions)
    locations = (_location(path, allowed) for folder in sorted(overseas.folders) for path in spellings(folder))
    return "".join(locations) + (_OPEN if overseas.folders else "")


_OPEN = f"""\
  <Location {error_page().rstrip("/")}>
    AuthMerging Off
    Require all granted
  </Location>
"""


def _location(folder: str, allowed: str) -> str:
    return f"""\
  <Location {folder}>
    AuthMerging And
    Satisfy All
    <RequireAny>
      Require env {IN_JAPAN}
{allowed}\
    </RequireAny>
  </Location>
"""
