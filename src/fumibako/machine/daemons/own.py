"""How a process of our own is started: this interpreter, this source tree, the box's arguments."""

import sys
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.conf.arguments import box_arguments
from fumibako.machine.provision.service import Process

SOURCE = Path(__file__).parents[3]
# Of every Python of a box. Modules come from the installation, never from where a command was typed or a daemon works.
PYTHON = {"PYTHONPATH": str(SOURCE), "PYTHONSAFEPATH": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def environment(config: Config) -> dict[str, str]:
    return {
        **PYTHON,
        "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": "fumibako.project.settings",
        "FUMIBAKO_STATE": str(config.state),
    }


def process(
    config: Config, module: str, *, uid: int | None, groups: tuple[str | int, ...] = (), priority: int
) -> Process:
    """python -m fumibako.processes.<module> as uid (None: root)."""
    return Process(
        command=(sys.executable, "-m", f"fumibako.processes.{module}", *box_arguments(config)),
        uid=uid,
        gid=uid,
        groups=groups,
        environment=environment(config),
        priority=priority,
    )
