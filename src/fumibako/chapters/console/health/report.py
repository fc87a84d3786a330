"""The watchdog's file, in the reader's language.

Reads the file only: whoever looks at this page at three in the morning must not wait for a hung daemon.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from fumibako.chapters.console.health.daemons import SERVICES
from fumibako.chapters.console.health.sentences import Sentences

OLD_AFTER = timedelta(minutes=2)
WORST_FIRST = ("down", "warning", "ok")
BY_NAME = {sentences.name: sentences for sentences in SERVICES}
RANK = {name: rank for rank, name in enumerate(BY_NAME)}


@dataclass(frozen=True)
class Line:
    """condition: "ok", "warning" or "down"; detail: the service's own words; meaning: the sentence of its code."""

    name: str
    condition: str
    detail: str
    title: str
    purpose: str
    effect: str
    meaning: str

    @property
    def trouble(self) -> str:
        """What a person has to know beyond its work: "" while all is well."""
        match self.condition:
            case "ok":
                return ""
            case "down":
                return " ".join(sentence for sentence in (self.meaning, self.effect) if sentence)
        return self.meaning


@dataclass(frozen=True)
class Report:
    at: datetime | None
    is_old: bool
    lines: tuple[Line, ...]

    def number(self, condition: str) -> int:
        return sum(line.condition == condition for line in self.lines)

    @property
    def down(self) -> int:
        return self.number("down")

    @property
    def warnings(self) -> int:
        return self.number("warning")


def read(path: Path, now: datetime) -> Report:
    """An empty report where there is no readable file: then the watchdog itself is the news."""
    try:
        raw = json.loads(path.read_text())
        at = _moment(raw["at"])
        lines = [_line(str(name), seen) for name, seen in raw["services"].items()]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Report(None, is_old=True, lines=())
    is_old = now - at > OLD_AFTER
    lines.append(_line("watchdog", {"condition": "down" if is_old else "ok"}))  # whose file this is
    return Report(at, is_old, tuple(sorted(lines, key=_rank)))


def _line(name: str, seen: dict[str, Any]) -> Line:
    """seen: a Health as the watchdog wrote it. Raises KeyError, TypeError."""
    condition, detail = str(seen["condition"]), str(seen.get("detail", ""))
    known = BY_NAME.get(name)
    if known is None:
        return Line(name, condition, detail, name, "", "", "")
    meaning = known.of(str(seen.get("code", "")), seen.get("values", {}))
    return Line(name, condition, detail, _title(known), str(known.purpose), str(known.without), meaning)


def _title(known: Sentences) -> str:
    return gettext("%(label)s (%(name)s)") % {"label": known.label, "name": known.name}


def _rank(line: Line) -> tuple[int, int, str]:
    """The bad ones first, then a mail's way."""
    badness = WORST_FIRST.index(line.condition) if line.condition in WORST_FIRST else 0
    return badness, RANK.get(line.name, len(RANK)), line.name


def _moment(value: Any) -> datetime:
    """Seconds since 1970 or ISO 8601."""
    if isinstance(value, (int, float)):
        return datetime.fromtimestamp(value, UTC)
    at = datetime.fromisoformat(str(value))
    return at if at.tzinfo else at.replace(tzinfo=UTC)
