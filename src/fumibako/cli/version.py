"""The version of this checkout."""

import tomllib

from fumibako.machine.daemons.own import SOURCE


def version() -> str:
    project = tomllib.loads((SOURCE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])
