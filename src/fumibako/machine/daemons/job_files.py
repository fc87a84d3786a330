"""Files by which jobs and the agent hand large content to each other: the job names them, in a directory of theirs."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from fumibako.machine.conf import Config
from fumibako.machine.provision.verb import Refused

_FILE = re.compile(r"[0-9a-f]{32}")


@contextmanager
def opened_file(config: Config, name: object) -> Iterator[IO[bytes]]:
    """Raises Refused, OSError."""
    handle = os.open(path_of(config, name), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as source:
        yield source


def path_of(config: Config, name: object) -> str:
    """Raises Refused."""
    if not isinstance(name, str) or not _FILE.fullmatch(name):
        raise Refused("not a file of a job")
    return str(config.jobs / name)
