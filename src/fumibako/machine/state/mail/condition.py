"""What a rule looks at in a mail (B6, C5, C7)."""

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    SENDER = "sender"
    DOMAIN = "sender_domain"
    SUBJECT = "subject"
    RECIPIENT = "recipient"
    HEADER = "header"


class Comparison(StrEnum):
    CONTAINS = "contains"
    IS = "is"
    STARTS = "starts"
    ENDS = "ends"


@dataclass(frozen=True, kw_only=True)
class Condition:
    """header: the field's name where part is HEADER, else ""."""

    part: Part
    match: Comparison
    text: str
    header: str = ""
