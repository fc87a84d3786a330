"""docs/configuration.md out of the schema, so that the two cannot drift."""

import sys
from dataclasses import Field, fields, is_dataclass
from typing import Any, get_type_hints

from fumibako.machine.conf.schema import Settings

_HEAD = """# Configuration: fumibako.toml

The file lies in the state directory; `--config FILE` names another. It holds what belongs to the machine
and must be known before the database answers. Everything else an operator changes at the desk.
Unknown keys and wrong types stop the start with file, line and the nearest known key. This page is
generated from the schema (`python -m fumibako.machine.conf.describe`).
"""


def describe() -> str:
    """Return the page, in Markdown."""
    parts = [_HEAD]
    hints = get_type_hints(Settings)
    for table in fields(Settings):
        section = hints[table.name]
        if not is_dataclass(section):
            continue
        title = (section.__doc__ or "").split(":", 1)[-1].strip().rstrip(".")
        parts.append(f"## [{table.name}] {title}\n\n| key | default | meaning |\n| --- | --- | --- |")
        parts.extend(_row(setting) for setting in fields(section))
        parts.append("")
    return "\n".join(parts)


def _row(setting: Field[Any]) -> str:
    default = setting.default if isinstance(setting.default, (bool, int)) else f'"{setting.default}"'
    word = str(default).lower() if isinstance(setting.default, bool) else default
    return f"| `{setting.name}` | `{word}` | {setting.metadata['meaning']} |"


if __name__ == "__main__":
    sys.stdout.write(describe())
