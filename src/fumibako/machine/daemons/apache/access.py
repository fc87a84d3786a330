"""Folders that ask for a password, as Apache reads them.

By Location, which counts after every .htaccess and can only narrow what they and the box allow (AuthMerging And): a
ready-made `Require all granted` opens nothing, and .htpasswd files stay denied to those who are logged in. Only an <If>
there counts later; whoever writes one means it. Our error pages stay open: the one that says that the login failed is
among them.
"""

from dataclasses import replace
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.apache.control import error_page
from fumibako.machine.provision.service import File, FileSet
from fumibako.machine.state import Access, ProtectedFolder
from fumibako.machine.state.web.access import spellings


def files(config: Config, access: Access) -> FileSet:
    """The users of each folder, outside every site and for Apache's eyes only."""
    return {_name(folder): File(_users(folder), mode=0o640, group=config.uids.apache) for folder in access.folders}


def below(access: Access, folder: str) -> Access:
    """What of it holds in a folder that has a name of its own: no subdomain leads around a password."""
    inside = folder.rstrip("/")
    found = []
    for each in access.folders:
        path = each.path.rstrip("/")
        if f"{inside}/".startswith(f"{path}/"):
            found.append((path, replace(each, path="/")))
        elif path.startswith(f"{inside}/"):
            found.append((path, replace(each, path=path.removeprefix(inside))))
    # Of several that hold for all of it, the innermost counts.
    return Access(folders=tuple({each.path: each for _, each in sorted(found, key=lambda one: one[0])}.values()))


def of_site(access: Access, live: Path) -> str:
    """live: where the files are. An outer folder comes first, so that an inner one's lines count."""
    folders = sorted(access.folders, key=lambda folder: folder.path)
    locations = (_location(folder, path, live) for folder in folders for path in spellings(folder.path))
    return "".join(locations) + (_OPEN if folders else "")


_OPEN = f"""\
  <Location {error_page().rstrip("/")}>
    AuthMerging Off
    Require all granted
  </Location>
"""


def _location(folder: ProtectedFolder, path: str, live: Path) -> str:
    realm = folder.realm.replace('"', '\\"')
    return f"""\
  <Location {path}>
    AuthType Basic
    AuthName "{realm}"
    AuthBasicProvider file
    AuthUserFile {live / _name(folder)}
    AuthMerging And
    Satisfy All
    Require valid-user
  </Location>
"""


def _name(folder: ProtectedFolder) -> str:
    return f"folder-{folder.number}.htpasswd"


def _users(folder: ProtectedFolder) -> bytes:
    return "".join(f"{login}:{hashed}\n" for login, hashed in folder.users).encode()
