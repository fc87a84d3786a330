"""Private keys of sites' certificates: root keeps them, nginx's master reads them, nobody is shown them again.

    tls/sites/<domain>/<name>.pem       0600; the name is SHA-256 of the public key

A key is there before the certificate that needs it is published, and goes when nothing has needed it for a day: no
row, and not what nginx has live, which is older where a publication was refused.
"""

import contextlib
import re
import shutil
import time
from collections.abc import Collection
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.state.web.certificates import is_key
from fumibako.machine.system import files

MAX_BYTES = 16 << 10
MAX_KEYS = 200
UNUSED_SECONDS = 86_400.0
_PEM = re.compile(r"-----BEGIN PRIVATE KEY-----\n(?:[A-Za-z0-9+/=]+\n)+-----END PRIVATE KEY-----\n")


def path_of(config: Config, domain: str, name: str) -> Path:
    return config.site_keys(domain) / f"{name}.pem"


def keep(config: Config, domain: str, name: str, pem: str) -> None:
    """Raises ValueError for what is no key, or another one than is there by that name."""
    if not is_key(name) or len(pem) > MAX_BYTES or not _PEM.fullmatch(pem):
        raise ValueError("not a private key")
    path = path_of(config, domain, name)
    if path.exists() and path.read_text() != pem:
        raise ValueError("another key has that name")
    files.directory(config.site_keys(domain).parent, mode=0o700)
    files.directory(path.parent, mode=0o700)
    if len(list(path.parent.iterdir())) >= MAX_KEYS:
        raise ValueError("too many keys")
    files.write(path, pem.encode(), mode=0o600, uid=0, gid=0)


def forget_unused(config: Config, domain: str, used: Collection[str]) -> int:
    """Delete the keys that are not used, not live and were not kept lately; return how many."""
    servers = config.live_scope("nginx", domain) / "site.conf"
    live = servers.read_text() if servers.exists() else ""
    unused = [
        path
        for path in config.site_keys(domain).glob("*.pem")
        if path.stem not in used and path.stem not in live and path.stat().st_mtime < time.time() - UNUSED_SECONDS
    ]
    for path in unused:
        path.unlink(missing_ok=True)
    return len(unused)


def forget_all(config: Config, domain: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(config.site_keys(domain))
