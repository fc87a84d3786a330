"""A site's files scanned by clamd, as the site's own user."""

import json
import socket
import subprocess
import sys
import tempfile
from typing import Any

from fumibako.machine.conf import Config
from fumibako.machine.daemons.clamd.service import has_signatures
from fumibako.machine.daemons.own import PYTHON
from fumibako.machine.daemons.sites import scanning, tree
from fumibako.machine.daemons.sites.scanning import Scanned
from fumibako.machine.system.run import CommandFailed

MOST_SAID = 1 << 20


def scan(config: Config, domain: str) -> Scanned:
    """Raises NoSite, CommandFailed, OSError: clamd is away."""
    uid = tree.live_site(config, domain).uid
    with socket.socket(socket.AF_UNIX) as connected, tempfile.TemporaryFile() as written:
        connected.connect(str(config.clamd_socket))
        try:
            subprocess.run(
                (sys.executable, "-S", "-m", scanning.__name__),
                stdin=connected.fileno(),
                stdout=written,
                stderr=subprocess.DEVNULL,
                user=uid,
                group=uid,
                extra_groups=(),
                cwd=config.site(domain),
                env={**PYTHON, "LC_ALL": "C.UTF-8"},
                timeout=scanning.MOST_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise CommandFailed("the scan did not end") from error
        written.seek(0)
        return _read(written.read(MOST_SAID), has_signatures(config))


def _read(said: bytes, has_signatures: bool) -> Scanned:
    """Raises CommandFailed."""
    try:
        told: dict[str, Any] = json.loads(said)
        if "failed" in told:
            raise CommandFailed(str(told["failed"])[:200])
        found = [(str(path), str(name)) for path, name in told["found"]]
        return Scanned(found, int(told["files"]), int(told["skipped"]), bool(told["is_whole"]), has_signatures)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CommandFailed("the scan said something else than its result") from error
