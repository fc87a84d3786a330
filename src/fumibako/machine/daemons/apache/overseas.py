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
    page = overseas.page.removeprefix(inside) if overseas.page.startswith(f"{inside}/") else ""
    paths = [path.rstrip("/") for path in overseas.folders]
    if any(f"{inside}/".startswith(f"{path}/") for path in paths):
        return Overseas(folders=("/",), exceptions=overseas.exceptions, page=page)
    nested = tuple(path.removeprefix(inside) for path in paths if path.startswith(f"{inside}/"))
    return Overseas(folders=nested, exceptions=overseas.exceptions, page=page)


def of_site(overseas: Overseas) -> str:
    allowed = "".join(f"      Require ip {network}\n" for network in overseas.exceptions)
    locations = (_location(path, allowed) for folder in sorted(overseas.folders) for path in spellings(folder))
    return "".join(locations) + _page(overseas.page) + _OPEN if overseas.folders else ""


def _page(page: str) -> str:
    """Open to those who are refused, and for them only the page of a 403; a password of its folder still counts, as
    `access` comes after."""
    return (
        f"""\
  <If "reqenv('{IN_JAPAN}') != '1'">
    ErrorDocument 403 {page}
  </If>
  <Location {page}>
    AuthMerging Off
    Require all granted
  </Location>
"""
        if page
        else ""
    )


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
