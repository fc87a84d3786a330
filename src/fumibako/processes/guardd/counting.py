"""What a number of wrong passwords means. Pure.

Per login: from the tenth within 15 minutes on each further try waits; the twentieth within 15 minutes locks for 15
minutes; more than a hundred within an hour are refused as well. Per client address: fifty within 15 minutes. Where
the login has succeeded before (its browser, or its address for mail programs) strangers' tries do not count: nobody
can lock the right owner out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WINDOW_SECONDS = 15 * 60
HOUR_SECONDS = 60 * 60
DELAYED_FROM, LOCKED_FROM, MAX_AN_HOUR = 10, 20, 100
MAX_OF_AN_ADDRESS = 50
LONGEST_DELAY_SECONDS = 60


@dataclass(frozen=True)
class Verdict:
    """status as Dovecot wants it: -1 refused, 0 go on, else seconds to wait; wait: seconds until a try makes sense.
    is_of_place: refused for where it comes from."""

    status: int
    wait: int = 0
    words: str = ""
    is_of_place: bool = False


GO_ON = Verdict(0)


def verdict(failures: Sequence[float], of_address: Sequence[float], now: float) -> Verdict:
    """failures and of_address: times of wrong passwords that count against this login and this client address."""
    hour, recent = _within(failures, now, HOUR_SECONDS), _within(failures, now, WINDOW_SECONDS)
    of_account = "too many wrong passwords for this account"
    ends = (
        (_locked_until(hour), of_account),
        (_full_until(hour, MAX_AN_HOUR, HOUR_SECONDS), of_account),
        (
            _full_until(_within(of_address, now, WINDOW_SECONDS), MAX_OF_AN_ADDRESS, WINDOW_SECONDS),
            "too many wrong passwords",
        ),
    )
    for end, words in ends:
        if end > now:
            return Verdict(-1, max(1, round(end - now)), words)
    if len(recent) >= DELAYED_FROM:
        delay = min(LONGEST_DELAY_SECONDS, 2 ** (len(recent) - DELAYED_FROM))
        return Verdict(delay, max(0, round(recent[-1] + delay - now)))
    return GO_ON


def _locked_until(times: Sequence[float]) -> float:
    """When the lock of the last twenty that lay close together ends; 0 where there were none."""
    for at in range(len(times) - 1, LOCKED_FROM - 2, -1):
        if times[at] - times[at - LOCKED_FROM + 1] < WINDOW_SECONDS:
            return times[at] + WINDOW_SECONDS
    return 0.0


def _full_until(times: Sequence[float], most: int, window: float) -> float:
    return times[-most] + window if len(times) >= most else 0.0


def _within(times: Sequence[float], now: float, window: float) -> list[float]:
    """A time in the future (the clock was set back) counts as now: it must not lock for ever."""
    return sorted(min(at, now) for at in times if now - at < window)
