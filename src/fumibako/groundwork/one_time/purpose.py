"""What a one-time link or code is for, and its limits."""

from dataclasses import dataclass
from datetime import timedelta

WINDOW = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """name: unique among all features; short, as it is stored. lifetime: how long a link or code works.

    per_subject, per_remote: how many may be issued within the window, for one subject and to one network address.
    digits, max_tries: of a code.
    """

    name: str
    lifetime: timedelta
    per_subject: int = 3
    per_remote: int = 20
    window: timedelta = WINDOW
    digits: int = 6
    max_tries: int = 5

    def __post_init__(self) -> None:
        if not 6 <= self.digits <= 8:
            raise ValueError(f"{self.name}: a code has 6 to 8 digits")
