"""A scope's files and rows as JSON values, the same way in both directions between worker and agent."""

import base64
from collections.abc import Mapping
from typing import Any

from fumibako.machine.provision.engine import Rendered
from fumibako.machine.provision.service import File
from fumibako.machine.provision.table import Row
from fumibako.machine.state import Scope


def encode(scope: Scope, rendered: Rendered) -> dict[str, Any]:
    sets, rows = rendered
    return {
        "aspect": scope.aspect.value,
        "key": scope.key,
        "sets": {
            service: {
                name: {"content": base64.b64encode(f.content).decode(), "mode": f.mode, "group": f.group}
                for name, f in fileset.items()
            }
            for service, fileset in sets.items()
        },
        "rows": {table: [[r.table, r.key, list(r.values)] for r in some] for table, some in rows.items()},
    }


def decode(raw: Mapping[str, Any]) -> tuple[Scope, Rendered]:
    """A mode keeps no setuid bit and is never writable by others. Raises ValueError, KeyError, TypeError."""
    sets = {
        service: {
            name: File(base64.b64decode(f["content"]), int(f["mode"]) & 0o755, f["group"])
            for name, f in fileset.items()
        }
        for service, fileset in raw["sets"].items()
    }
    rows = {
        table: tuple(Row(name, key, tuple(values)) for name, key, values in some) for table, some in raw["rows"].items()
    }
    return Scope.parse(raw["aspect"], raw["key"]), (sets, rows)
