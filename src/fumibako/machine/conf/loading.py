"""Reading fumibako.toml: unknown keys and wrong types stop with file, line and the nearest known key."""

import difflib
import os
import re
import tomllib
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from fumibako.machine.conf.config import LONGEST_STATE_PATH, Config
from fumibako.machine.conf.schema import DIRECTORY, Kind, Settings


class BadConfiguration(Exception):
    """The file cannot be used; the message says where and why, in a sentence for a person."""


def load(*, state: Path, file: Path | None = None, port_base: int | None = None) -> Config:
    """Return the box that lives in `state`, from `file` or else from fumibako.toml inside `state`.

    Raises BadConfiguration.
    """
    state = state.resolve()
    if len(os.fsencode(state)) > LONGEST_STATE_PATH:
        raise BadConfiguration(
            f"{state}: a state directory's path may have {LONGEST_STATE_PATH} bytes at most, "
            "because Unix socket paths are limited"
        )
    if not DIRECTORY.accepts(str(state)):
        raise BadConfiguration(f"{str(state)!r}: the path of a state directory must be {DIRECTORY.words}")
    if state.exists() and not state.is_dir():
        raise BadConfiguration(f"{state} is no directory: a box lives in one of its own")
    path = file or state / "fumibako.toml"
    try:
        text = path.read_text(encoding="utf-8") if file or path.exists() else ""
        raw = tomllib.loads(text)
    except OSError as error:
        raise BadConfiguration(f"{path}: {error.strerror}") from error
    except ValueError as error:  # not TOML, or not even UTF-8
        raise BadConfiguration(f"{path}: {error}") from error
    source = _Source(path, text)
    settings = _read(Settings, raw, source)
    if port_base is not None:
        given = _read(Settings, {"box": {"port_base": port_base}}, _Source(Path("--port-base"), ""))
        settings = replace(settings, box=replace(settings.box, port_base=given.box.port_base))
    return Config(settings=settings, state=state)


class _Source:
    """Where in the file a key stands: "[box]" begins a table, "box.listen = …" and "box = {…}" are one line."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self._lines: dict[str, int] = {}
        table = ""
        for number, line in enumerate(text.splitlines(), 1):
            if heading := re.match(r"\s*\[([^\]]+)\]", line):
                table = heading[1].strip(" \"'")
                self._lines.setdefault(table, number)
            elif key := re.match(r"""\s*([\w."'-]+)\s*=""", line):
                name = key[1].replace('"', "").replace("'", "")
                self._lines.setdefault(f"{table}.{name}" if table else name, number)

    def at(self, *keys: str) -> str:
        """path:line of a table, of a key in it, or of the table when the key has no line of its own."""
        found = self._lines.get(".".join(keys)) or self._lines.get(keys[0])
        return f"{self.path}:{found}" if found else str(self.path)


_T = TypeVar("_T")


def _read(cls: type[_T], raw: dict[str, Any], source: _Source, *above: str) -> _T:
    hints = get_type_hints(cls)
    known = {f.name: f for f in fields(cls)}  # type: ignore[arg-type]  # T is one of the schema's dataclasses
    values: dict[str, Any] = {}
    for key, value in raw.items():
        at = source.at(*above, key)
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise BadConfiguration(f"{at}: unknown key {key!r}{hint}")
        wanted = hints[key]
        kind: Kind | None = known[key].metadata.get("kind")
        if is_dataclass(wanted) and isinstance(wanted, type):
            if not isinstance(value, dict):
                raise BadConfiguration(f"{at}: {key} is a table")
            values[key] = _read(wanted, value, source, *above, key)
        elif type(value) is not wanted:
            raise BadConfiguration(f"{at}: {key} must be {_WORDS[wanted]}, not {value!r}")
        elif isinstance(value, str) and not value.isprintable():
            raise BadConfiguration(f"{at}: {key} has a control character")
        elif kind is not None and not kind.accepts(value):
            raise BadConfiguration(f"{at}: {key} must be {kind.words}, not {value!r}")
        else:
            values[key] = value
    return cls(**values)


_WORDS = {str: "a string", int: "a whole number", bool: "true or false"}
