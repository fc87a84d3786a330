"""Fixtures of the journeys: see office."""

from tests.journeys.office import (
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
