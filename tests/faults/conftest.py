"""Fixtures of the faults. How many mails and probes: few by day, more with `--long` and by environment."""

import os

import pytest

from tests.faults.processes import Processes
from tests.journeys.office import (
    Office,
    demo,
    everybodys_domain,
    forwards,
    new_domain,
    new_person,
    office,
    outside,
    programs,
    sato,
    suzuki,
)

__all__ = [
    "demo",
    "everybodys_domain",
    "forwards",
    "new_domain",
    "new_person",
    "office",
    "outside",
    "programs",
    "sato",
    "suzuki",
]


@pytest.fixture(scope="session")
def processes(office: Office) -> Processes:
    return Processes(office.config)


@pytest.fixture(scope="session")
def fault_mails(*, long: bool) -> int:
    """Mails that run through while processes are killed; FUMIBAKO_FAULT_MAILS=20000 for the nights."""
    return int(os.environ.get("FUMIBAKO_FAULT_MAILS", "2000" if long else "800"))


@pytest.fixture(scope="session")
def fault_probes(*, long: bool) -> int:
    """Probes of each of four protocols while the control plane is down; FUMIBAKO_FAULT_PROBES=1000 for the nights."""
    return int(os.environ.get("FUMIBAKO_FAULT_PROBES", "250" if long else "50"))


@pytest.fixture(scope="session")
def site_probes(*, long: bool) -> int:
    """The same of each of five things that people use of a site."""
    return int(os.environ.get("FUMIBAKO_FAULT_PROBES", "1000" if long else "10"))
