"""Auto-reply (C4)."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AutoReply:
    """starts_on, ends_on: the days from which and to which it answers, None: without end. days: a sender is answered
    once in that many. addresses: others at which the same person receives mail. display_name, address: whose
    reply it is; without a name it comes from the address that the mail was sent to."""

    subject: str
    text: str
    days: int
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    addresses: tuple[str, ...] = ()
    display_name: str = ""
    address: str = ""
