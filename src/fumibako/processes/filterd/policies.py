"""Each domain's policy.json, read when a mail needs it and again when the file changed."""

import os
import re
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.formats.filter_policy import BadPolicy, FilterPolicy, read_policy

# What may become part of a path: a domain name in A-labels (RFC 5890), nothing else.
_DOMAIN = re.compile(r"(?=.{1,253}\Z)[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9][a-z0-9-]{0,62})*")
_MOST_CACHED = 20_000


class NoPolicy(Exception):
    """No policy for that domain (yet): its mail waits."""


class Policies:
    def __init__(self, config: Config) -> None:
        self._config = config
        self._read: dict[str, tuple[tuple[int, int, int], FilterPolicy]] = {}

    def of(self, domain: str) -> FilterPolicy:
        """Return the domain's policy as it is now. Raises NoPolicy."""
        name = domain.lower()
        if not _DOMAIN.fullmatch(name):
            raise NoPolicy(f"{domain!r} is not a domain name")
        path = self._config.live_scope("filterd", name) / "policy.json"
        try:
            return self._current(name, path)
        except (OSError, BadPolicy) as error:
            self._read.pop(name, None)
            raise NoPolicy(f"policy of {name}: {error}") from error

    def _current(self, name: str, path: Path) -> FilterPolicy:
        status = os.stat(path)  # noqa: PTH116 once per mail: Path.stat costs several times as much
        version = (status.st_ino, status.st_mtime_ns, status.st_size)
        known = self._read.get(name)
        if known is not None and known[0] == version:
            return known[1]
        policy = read_policy(path.read_bytes())
        if len(self._read) >= _MOST_CACHED:
            self._read.clear()
        self._read[name] = (version, policy)
        return policy
