"""Each domain's policy.json, read when a message needs it and read again when the file changed."""

import os
import re
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.formats.filter_policy import BadPolicy, FilterPolicy, read_policy

# Only a domain name in A-labels (RFC 5890) may become part of a path.
_DOMAIN = re.compile(r"(?=.{1,253}\Z)[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9][a-z0-9-]{0,62})*")
_MAX_CACHED = 20_000


class NoPolicy(Exception):
    """The domain has no policy (yet): its mail waits in the queue."""


class Policies:
    def __init__(self, config: Config) -> None:
        self._config = config
        self._cached: dict[str, tuple[tuple[int, int, int], FilterPolicy]] = {}

    def of(self, domain: str) -> FilterPolicy:
        """Return the domain's current policy. Raises NoPolicy."""
        name = domain.lower()
        if not _DOMAIN.fullmatch(name):
            raise NoPolicy(f"{domain!r} is not a domain name")
        path = self._config.live_scope("filterd", name) / "policy.json"
        try:
            return self._current(name, path)
        except (OSError, BadPolicy) as error:
            self._cached.pop(name, None)
            raise NoPolicy(f"policy of {name}: {error}") from error

    def _current(self, name: str, path: Path) -> FilterPolicy:
        status = os.stat(path)  # noqa: PTH116 once per mail: Path.stat costs several times as much
        version = (status.st_ino, status.st_mtime_ns, status.st_size)
        cached = self._cached.get(name)
        if cached is not None and cached[0] == version:
            return cached[1]
        policy = read_policy(path.read_bytes())
        if len(self._cached) >= _MAX_CACHED:
            self._cached.clear()
        self._cached[name] = (version, policy)
        return policy
