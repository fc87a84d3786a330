"""Which tests run beside which. Tests of one group share a box, a browser or a scanner, so one process runs them all,
one after the other; the groups run side by side, and tests of no group wherever there is time.

A test belongs to the group with the longest name that its own begins with. What each took is told at the end.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# In the order in which they begin: the longest first.
GROUPS = (
    "tests/journeys/",
    "tests/faults/",
    "tests/ui/",
    "src/fumibako/processes/filterd/",
    "tests/faults/test_operating.py",
    "tests/faults/test_engines_down.py",
    "tests/journeys/test_commands.py",
    "tests/faults/test_supervisord.py",
    "tests/journeys/test_box_commands.py",
    "tests/journeys/test_strangers.py",
    "tests/faults/test_power_cut.py",
    "tests/journeys/test_postgresql.py",
)


class Scheduling(LoadScopeScheduling):
    """Hands whole groups to the processes, in the order of collection."""

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid) or nodeid


def group_of(nodeid: str) -> str:
    """The group of a test; "" where it has none."""
    return max((group for group in GROUPS if nodeid.startswith(group)), key=len, default="")


def in_order(items: list[pytest.Item]) -> list[pytest.Item]:
    """Groups first."""
    ranks = {group: rank for rank, group in enumerate((*GROUPS, ""))}
    return sorted(items, key=lambda item: ranks[group_of(item.nodeid)])


class Times:
    """When each group ran, and how idle the machine was: what to make shorter, whether another process would pay."""

    def __init__(self) -> None:
        self._began, self._idle = time.time(), _idle_seconds()
        self._spans: dict[str, tuple[float, float]] = {}

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        group = group_of(report.nodeid)
        first, last = self._spans.get(group, (report.start, report.stop))
        self._spans[group] = min(first, report.start), max(last, report.stop)

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("groups")
        for line in self.lines():
            terminalreporter.write_line(line)

    def lines(self) -> Iterator[str]:
        for group, (first, last) in sorted(self._spans.items(), key=lambda span: span[1]):
            yield f"{first - self._began:6.0f} s to {last - self._began:6.0f} s  {group or 'all others'}"
        yield f"processors idle for {_idle_seconds() - self._idle:.0f} s of {time.time() - self._began:.0f} s, each"


def _idle_seconds() -> float:
    """Since the machine began, the mean of its processors."""
    _, idle = Path("/proc/uptime").read_text().split()
    return float(idle) / (os.cpu_count() or 1)
