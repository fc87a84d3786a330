"""What every daemon of one fixed box is told, and Dovecot of one mailbox that forwards, as files that are reviewed
like code: <daemon>/tests/golden.

After a wanted change: FUMIBAKO_WRITE_GOLDEN=1 pytest, then read the difference.
"""

import os
import sys
from pathlib import Path

import pytest

from fumibako.machine.conf import Config
from fumibako.machine.conf.schema import Settings
from fumibako.machine.daemons.own import SOURCE
from fumibako.machine.daemons.services import SERVICES
from fumibako.machine.daemons.supervisor.render import render
from fumibako.machine.state import Aspect, Forward, Scope, State
from fumibako.machine.system.accounts import gid_of, uid_of

DAEMONS = Path(__file__).parents[1]
BOX = State(scope=Scope(Aspect.BOX, "box"))
CONFIG = Config(Settings(), Path("/var/lib/fumibako"))
RENDERED = {
    f"{service.name}/{name}": file.content
    for service in SERVICES
    if Aspect.BOX in service.reads
    for name, file in service.render(CONFIG, BOX).items()
}
FORWARD = Forward(targets=("sato@sample.example", "ichiro@elsewhere.example"), keeps_copy=True)
SIEVE = State(scope=Scope(Aspect.SIEVE, "suzuki@sample.example"), wishes=(FORWARD,))
RENDERED |= {
    f"{service.name}/{name}": file.content
    for service in SERVICES
    if Aspect.SIEVE in service.reads
    for name, file in service.render(CONFIG, SIEVE).items()
}
# Numbers and paths that differ from machine to machine.
CLAMAV = f'"--uid" "{uid_of("clamav")}" "--gid" "{gid_of("clamav")}"'
RENDERED["supervisor/supervisord.conf"] = (
    render(CONFIG, SERVICES)
    .replace(sys.executable.encode(), b"/python")
    .replace(str(SOURCE).encode(), b"/source")
    .replace(CLAMAV.encode(), b'"--uid" "clamav" "--gid" "clamav"')
)


@pytest.mark.parametrize("name", sorted(RENDERED))
def test_the_configuration_is_the_golden_file(name: str) -> None:
    service, _, file = name.partition("/")
    golden = DAEMONS / service / "tests" / "golden" / file
    if os.environ.get("FUMIBAKO_WRITE_GOLDEN"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_bytes(RENDERED[name])
    assert RENDERED[name].decode().splitlines() == golden.read_text().splitlines()


def test_no_golden_file_is_left_over() -> None:
    there = {f"{path.parts[-4]}/{path.name}" for path in DAEMONS.glob("*/tests/golden/*")}
    assert there - {"filterd/policy.json"} == RENDERED.keys()
