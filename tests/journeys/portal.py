"""The portal's own code against a running box, as its processes run: their user, their groups, their environment."""

import json
import os
import subprocess
import sys
from typing import Any

from fumibako.machine.conf import Config
from fumibako.machine.daemons.own import environment

_BEFORE = "import django, json; django.setup()\n"


def run_as_background(config: Config, code: str, *, uid: int | None = None, failpoints: str = "") -> Any:
    """Run the code; return what it leaves in `result`, None where it was killed."""
    uids = config.uids
    done = subprocess.run(
        (sys.executable, "-c", f"{_BEFORE}{code}\nprint(json.dumps(result))"),
        capture_output=True,
        text=True,
        timeout=120,
        user=uids.background if uid is None else uid,
        group=uids.background,
        extra_groups=(uids.control,),
        env={"PATH": os.environ["PATH"], "FUMIBAKO_FAILPOINTS": failpoints, **environment(config)},
    )
    if done.returncode < 0:
        return None
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
