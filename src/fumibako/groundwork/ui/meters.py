"""How full something is, in the four steps that the product speaks of (B8)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Meter:
    """percent may pass 100; level: "ok", "few", "soon" or "over"."""

    percent: int
    level: str
    words: Any  # a lazy translation


def meter(used: int, most: int) -> Meter:
    percent = used * 100 // most if most else 100
    if percent < 80:
        return Meter(percent, "ok", _("Plenty left"))
    if percent < 90:
        return Meter(percent, "few", _("Little left"))
    if percent < 100:
        return Meter(percent, "soon", _("Almost full"))
    return Meter(percent, "over", _("Full") if percent == 100 else _("Over the limit"))
