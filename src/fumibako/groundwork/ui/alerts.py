"""What a home page says before anything else: what needs somebody, or is out of the ordinary.

A feature declares, for a face, a function from the request to its alerts (groundwork/features.py). The home page shows
those of all features that its reader has, the gravest first.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Words = Any  # a lazy translation or a plain string


class Tone(StrEnum):
    """The value is the class of the design system, in the order of gravity."""

    DANGER = "danger"
    WARN = "warn"
    INFO = "info"

    @property
    def icon(self) -> str:
        return {Tone.DANGER: "error", Tone.WARN: "warn"}.get(self, "info")


@dataclass(frozen=True)
class Alert:
    """title: what is the matter; text: what follows from it, and what to do. url, link: where that is done. items: one
    by one, where there are several."""

    tone: Tone
    title: Words
    text: Words = ""
    url: str = ""
    link: Words = ""
    items: tuple[Words, ...] = ()


Alerts = Callable[[Any], Iterable[Alert]]
"""Any: the request of the face's gate."""


def gravest_first(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    order = list(Tone)
    return tuple(sorted(alerts, key=lambda alert: order.index(alert.tone)))
