"""A day of a site's visits, counted by GoAccess from the access log. It reads what strangers wrote, so it runs as the
site's user, who may nothing else, and is given the day's lines on its standard input."""

import contextlib
import json
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from threading import Thread
from typing import IO, Any

from fumibako.machine.daemons.sites import logs
from fumibako.machine.system.run import CommandFailed

PROGRAM = "/usr/bin/goaccess"
SECONDS = 50.0
MAX = 30
MAX_TEXT = 200
HOURS = 24
ROBOTS = "Crawlers"
"""What GoAccess calls them among the browsers."""
_STATIC = (
    *(".css", ".js", ".mjs", ".map", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico"),
    *(".woff", ".woff2", ".ttf", ".otf", ".mp4", ".webm", ".mp3", ".txt", ".xml"),
)
_COMMAND = (
    *(PROGRAM, "-", "--no-global-config", "--log-format=COMBINED", "--output=json", f"--max-items={MAX}"),
    # Queries may hold what is nobody's business.
    *("--no-query-string", "--http-protocol=no", "--http-method=no", "--no-progress", "--no-parsing-spinner"),
    *("--ignore-panel=HOSTS", "--ignore-panel=REFERRERS", "--ignore-panel=KEYPHRASES"),
    *(f"--static-file={ending}" for ending in _STATIC),
)
_PANELS: Mapping[str, str] = {
    "pages": "requests",
    "missing": "not_found",
    "referrers": "referring_sites",
    "browsers": "browsers",
    "systems": "os",
}


def count(directory: Path, day: str, uid: int) -> dict[str, Any]:
    """hits, visits, bytes; hours: hits of each; statuses, pages, missing, referrers, browsers, systems, robots: texts
    with their hits, the most first. Among the browsers all robots are one (ROBOTS). visits: different
    visitors, by address and browser. Raises NoLog, CommandFailed."""
    with contextlib.ExitStack() as stack:
        files = logs.opened(stack, directory, "access", day)
        report = _report(_lines(files, day), uid)
    try:
        return figures(json.loads(report))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CommandFailed("GoAccess said something else than JSON") from error


def figures(report: Mapping[str, Any]) -> dict[str, Any]:
    """Raises KeyError, TypeError, ValueError, AttributeError for what is not GoAccess's JSON."""
    visitors = _data(report, "visitors")
    hours = [0] * HOURS
    for each in _data(report, "visit_time"):
        hours[int(each["data"]) % HOURS] += _hits(each)
    robots = [inner for group in _data(report, "browsers") if group["data"] == ROBOTS for inner in group["items"]]
    statuses = [inner for group in _data(report, "status_codes") for inner in group.get("items", ())]
    return {
        "hits": sum(_hits(each) for each in visitors),
        "visits": sum(int(each["visitors"]["count"]) for each in visitors),
        "bytes": sum(int(each["bytes"]["count"]) for each in visitors),
        "hours": hours,
        "statuses": sorted(([str(each["data"])[:3], _hits(each)] for each in statuses), key=lambda one: -one[1]),
        "robots": [[str(each["data"])[:MAX_TEXT], _hits(each)] for each in robots[:MAX]],
        **{
            name: [[str(each["data"])[:MAX_TEXT], _hits(each)] for each in _data(report, panel)[:MAX]]
            for name, panel in _PANELS.items()
        },
    }


def _report(lines: Iterable[bytes], uid: int) -> bytes:
    process = subprocess.Popen(
        _COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        user=uid,
        group=uid,
        extra_groups=(),
        cwd="/",
        env={"LC_ALL": "C.UTF-8"},
    )
    assert process.stdin is not None and process.stdout is not None  # noqa: S101 a narrowing for the type checker
    feeder = Thread(target=_feed, args=(process.stdin, lines), daemon=True)
    feeder.start()
    ender = Thread(target=_end_late, args=(process,), daemon=True)
    ender.start()
    report = process.stdout.read()
    feeder.join()
    if process.wait():
        raise CommandFailed(f"GoAccess ended with {process.returncode}")
    return report


def _feed(to: IO[bytes], lines: Iterable[bytes]) -> None:
    with contextlib.suppress(OSError), to:
        for line in lines:
            to.write(line + b"\n")


def _end_late(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def _lines(files: Iterable[logs.Opened], day: str) -> Iterable[bytes]:
    for file in files:
        for line in logs.forwards(file):
            if logs.day_of("access", line) == day:
                yield line


def _data(report: Mapping[str, Any], panel: str) -> list[Mapping[str, Any]]:
    found = report.get(panel, {}).get("data", [])
    return list(found)


def _hits(each: Mapping[str, Any]) -> int:
    return int(each["hits"]["count"])
