"""The demo customer of a box that is tried: made on the first run, its logins kept in secrets/demo.json."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from fumibako.cli.asking import NotDone, ask
from fumibako.cli.box import BoxFailed
from fumibako.machine.conf import Config
from fumibako.machine.daemons import own
from fumibako.machine.system import files


def demo(config: Config) -> dict[str, Any] | None:
    """The demo's logins, or None on a box without one."""
    path = _demo_file(config)
    return json.loads(path.read_text()) if path.exists() else None


def load_demo(config: Config, *, is_small: bool) -> bool:
    """Make the demo customer on the first run, and return whether this was it. demo.json is there as soon as all of it
    is made; without is_small, other customers, mails and sites follow once the box runs. Raises BoxFailed."""
    is_first = demo(config) is None and not (config.state / "no-demo").exists()
    if is_first:
        planned = config.secrets / "demo.planned.json"
        done = subprocess.run(
            (sys.executable, "-m", "fumibako.project.demo", str(planned), *(("--small",) if is_small else ())),
            env={**os.environ, **own.environment(config)},
            capture_output=True,
            check=False,
            umask=0o007,
        )
        if done.returncode:
            raise BoxFailed(done.stderr.decode(errors="replace"))
        planned.replace(_demo_file(config))
        files.sync_directory(config.secrets)
    return is_first


def filling(config: Config) -> dict[str, Any] | None:
    """How far its customers, mails and sites are; None once they are made, or where nobody can say."""
    try:
        answer: dict[str, Any] = ask(config, "GET", "demo")
    except NotDone:
        return None
    return {"done": answer["done"], "total": answer["total"]} if answer["is_filling"] else None


def _demo_file(config: Config) -> Path:
    return config.secrets / "demo.json"
