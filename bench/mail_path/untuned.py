"""spamd as it would be without our doing: its configuration copied after each mail, rules not compiled, attachments
whole. The same rules and as many children."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons import asking
from fumibako.machine.daemons.spamd.service import Spamd
from fumibako.machine.system import files

_OURS = ("Rule2XSBody", "Steady")


def socket_of(config: Config) -> Path:
    return config.spamd_socket.parent / "untuned"


@contextlib.contextmanager
def running(config: Config) -> Iterator[int]:
    """Start it and yield its pid when it answers; end it afterwards."""
    conf = files.directory(config.state / "untuned", mode=0o755)
    init = (config.live("spamd") / "init.pre").read_text().splitlines(keepends=True)
    (conf / "init.pre").write_text("".join(line for line in init if not any(ours in line for ours in _OURS)))
    (conf / "local.cf").write_bytes((config.live("spamd") / "local.cf").read_bytes())
    process = Spamd().process(config)
    words = [str(word) for word in process.command]
    words = [word.replace(str(config.live("spamd")), str(conf)) for word in words]
    words = [word.replace(str(config.spamd_socket), str(socket_of(config))) for word in words]
    with (config.log / "untuned.out").open("ab") as out:
        started = subprocess.Popen(words, stdout=out, stderr=out, env={**os.environ, **process.environment})
    try:
        _wait_until_it_answers(socket_of(config))
        yield started.pid
    finally:
        started.terminate()
        started.wait(30)


def _wait_until_it_answers(socket: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        with contextlib.suppress(OSError):
            if asking.answer(socket, b"PING SPAMC/1.5\r\n\r\n").find(b"PONG") >= 0:
                return
        if time.monotonic() > deadline:
            raise SystemExit("the other spamd did not start")
        time.sleep(0.1)
