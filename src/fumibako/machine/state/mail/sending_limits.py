"""To how many recipients an account may send (B13)."""

from dataclasses import dataclass, field

PER_HOUR, PER_DAY = 1_000, 5_000


@dataclass(frozen=True, kw_only=True)
class Limit:
    """Recipients within an hour and within a day."""

    per_hour: int = PER_HOUR
    per_day: int = PER_DAY


@dataclass(frozen=True, kw_only=True)
class SendingLimits:
    """Of a domain. accounts: those that have a limit of their own."""

    common: Limit = field(default_factory=Limit)
    accounts: tuple[tuple[str, Limit], ...] = ()

    def of(self, address: str) -> Limit:
        return dict(self.accounts).get(address, self.common)
