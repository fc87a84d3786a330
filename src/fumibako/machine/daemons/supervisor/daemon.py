"""supervisord, which a full disk does not end.

    python -m fumibako.machine.daemons.supervisor.daemon --memory FILE --conf FILE

What it cannot write to a log, supervisord tells on stderr; where that fails as well, or where a log cannot be put
aside, the error would end it and leave every service without anybody who looks after it. Here both are let pass, and
the log goes on as soon as there is room. Its group is remembered in a file, as every service's is.
"""

import argparse
import contextlib
import io
import os
import sys
from pathlib import Path

from supervisor import loggers, supervisord  # type: ignore[import-untyped]

from fumibako.machine.system import groups

STDERR = 2
MAX_BYTES = 1 << 20  # nobody puts that file aside


class Unfailing(io.TextIOBase):
    """Writes to stderr what there is room for, and loses the rest."""

    def __init__(self) -> None:
        self._left = MAX_BYTES

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError):
            self._left -= os.write(STDERR, text.encode(errors="replace")[: self._left])
        return len(text)


class PatientLog(loggers.RotatingFileHandler):  # type: ignore[misc]
    """A log that cannot be put aside now is so later."""

    def doRollover(self) -> None:  # noqa: N802 supervisor's name
        try:
            super().doRollover()
        except (OSError, ValueError):  # no room; or nothing was opened after the last such attempt
            with contextlib.suppress(OSError):
                self.stream = Path(self.baseFilename).open("ab")  # noqa: SIM115 the handler closes it


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--memory", type=Path, required=True)
    parser.add_argument("--conf", type=Path, required=True)
    given = parser.parse_args()
    groups.remember(given.memory)
    sys.stdout = sys.stderr = Unfailing()
    loggers.RotatingFileHandler = PatientLog
    supervisord.main(["-c", str(given.conf)])


if __name__ == "__main__":
    main()
