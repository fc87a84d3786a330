"""What happens to spam (B5)."""

from dataclasses import dataclass
from enum import StrEnum


class SpamTreatment(StrEnum):
    """What happens to a mail above the threshold."""

    SPAM_BOX = "spam_box"
    MARK = "mark"
    DELIVER = "deliver"


@dataclass(frozen=True, kw_only=True)
class SpamPolicy:
    """second_for: addresses whose mail the second engine judges."""

    is_on: bool = True
    threshold: float = 5.0
    treatment: SpamTreatment = SpamTreatment.SPAM_BOX
    second_for: tuple[str, ...] = ()
