"""Which tests run beside which. Tests of one group share a box, a browser or a scanner, so one process runs them all,
one after the other; the groups run side by side, and tests of no group wherever there is time.

A test belongs to the group with the longest name that its own begins with.
"""

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
