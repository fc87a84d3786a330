"""Ending SMTP sessions: Postfix asks for the password once, and then a client may stay as long as it sends."""

import contextlib
import os
import signal
from collections.abc import Iterable
from pathlib import Path

from fumibako.machine.conf import Config


def end(config: Config, pids: Iterable[int]) -> None:
    """End these smtpd(8) processes of the box; the master starts others. A mail in the middle was not acknowledged."""
    for pid in pids:
        with contextlib.suppress(OSError):
            process = os.pidfd_open(pid)
            try:
                if _is_smtpd(config, pid):
                    signal.pidfd_send_signal(process, signal.SIGTERM)
            finally:
                os.close(process)


def _is_smtpd(config: Config, pid: int) -> bool:
    """The number may be somebody else's by now. Raises OSError."""
    name, _, rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")
    master = Path(f"/proc/{int(rest.split()[1])}/cmdline").read_bytes().split(b"\0")  # proc(5): the parent
    return name.endswith("(smtpd") and os.fsencode(config.live("postfix")) in master
