"""Fixtures of the faults. How many mails and probes: few in CI, more at night by environment."""

import os

import pytest

from tests.faults.processes import Processes
from tests.journeys.office import (
    Office,
    demo,
    forwards,
    new_domain,
    new_person,
    office,
    outside,
    programs,
    sato,
    suzuki,
)

__all__ = ["demo", "forwards", "new_domain", "new_person", "office", "outside", "programs", "sato", "suzuki"]


@pytest.fixture(scope="session")
def processes(office: Office) -> Processes:
    return Processes(office.config)


@pytest.fixture(scope="session")
def fault_mails() -> int:
    """Mails that run through while processes are killed; FUMIBAKO_FAULT_MAILS=20000 for the nights."""
    return int(os.environ.get("FUMIBAKO_FAULT_MAILS", "2000"))


@pytest.fixture(scope="session")
def fault_probes() -> int:
    """Probes of each of four protocols while the control plane is down; FUMIBAKO_FAULT_PROBES=1000 for the nights."""
    return int(os.environ.get("FUMIBAKO_FAULT_PROBES", "250"))
