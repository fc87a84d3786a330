"""What many logins at once leave behind in the web's processes (A2)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fumibako.machine.conf import load
from fumibako.machine.daemons.web.service import Web

pytestmark = pytest.mark.feature("A2")
LOGINS = """
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from fumibako.machine.formats.passwords import hash_password

def resident_kib():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4

before = resident_kib()
with ThreadPoolExecutor(4) as threads:
    list(threads.map(hash_password, ["Kaban-to-kasa-77"] * 24))
print(resident_kib() - before)
"""


def test_the_memory_of_password_hashes_goes_back_to_the_machine() -> None:
    environment = {**os.environ, **Web().process(load(state=Path("/tmp/fb-none"))).environment}
    done = subprocess.run((sys.executable, "-c", LOGINS), env=environment, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 10_000  # KiB; four threads would keep 76,000
