"""Reading fumibako.toml: unknown keys and wrong types stop with file, line and the nearest known key."""

import difflib
import os
import re
import tomllib
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from fumibako.machine.conf.config import LONGEST_STATE_PATH, Config
from fumibako.machine.conf.schema import Settings


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
    path = file or state / "fumibako.toml"
    text = path.read_text(encoding="utf-8") if file or path.exists() else ""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadConfiguration(f"{path}: {error}") from error
    if port_base is not None:
        raw.setdefault("box", {})["port_base"] = port_base
    settings = _read(Settings, raw, _Source(path, text))
    if not 0 <= settings.box.port_base <= 54_000:
        raise BadConfiguration(f"{path}: box.port_base must be between 0 and 54000")
    return Config(settings=settings, state=state)


class _Source:
    def __init__(self, path: Path, text: str) -> None:
        self.path, self.lines = path, text.splitlines()

    def at(self, key: str) -> str:
        pattern = re.compile(rf"^\s*\[?\s*{re.escape(key)}\s*[\]=]")
        for number, line in enumerate(self.lines, 1):
            if pattern.match(line):
                return f"{self.path}:{number}"
        return str(self.path)


_T = TypeVar("_T")


def _read(cls: type[_T], raw: dict[str, Any], source: _Source) -> _T:
    hints = get_type_hints(cls)
    known = {f.name: f for f in fields(cls)}  # type: ignore[arg-type]  # T is one of the schema's dataclasses
    values: dict[str, Any] = {}
    for key, value in raw.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise BadConfiguration(f"{source.at(key)}: unknown key {key!r}{hint}")
        kind = hints[key]
        if is_dataclass(kind) and isinstance(kind, type):
            if not isinstance(value, dict):
                raise BadConfiguration(f"{source.at(key)}: {key} is a table")
            values[key] = _read(kind, value, source)
        elif type(value) is not kind:
            raise BadConfiguration(f"{source.at(key)}: {key} must be {_WORDS[kind]}, not {value!r}")
        elif isinstance(value, str) and not value.isprintable():
            raise BadConfiguration(f"{source.at(key)}: {key} has a control character")
        else:
            values[key] = value
    missing = [n for n, f in known.items() if n not in values and f.default is f.default_factory is MISSING]
    if missing:
        raise BadConfiguration(f"{source.path}: {missing[0]} is missing")
    return cls(**values)


_WORDS = {str: "a string", int: "a whole number", bool: "true or false"}
