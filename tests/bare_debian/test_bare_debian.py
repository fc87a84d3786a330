"""What a newcomer does first, on a Debian that has nothing: see `run` beside this."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

RUN = Path(__file__).with_name("run")


@pytest.mark.long
def test_the_two_commands_work_on_a_bare_debian(port_base: int) -> None:
    if shutil.which("debootstrap") is None:
        pytest.skip("needs debootstrap")
    with tempfile.TemporaryDirectory(prefix="fb-bare-", dir="/tmp") as directory:
        done = subprocess.run((str(RUN), "--port-base", str(port_base), directory), capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-5000:]
