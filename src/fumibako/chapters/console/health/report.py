"""The watchdog's file, in words: what a service is for, and what it means when it is away.

Reads the file only. Whoever looks at this page at three in the morning must not wait for a hung daemon.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

OLD_AFTER = timedelta(minutes=2)

# What a person at the desk has to know of each: its work, and what customers notice without it.
_MEANINGS: dict[str, tuple[Any, Any]] = {
    "postfix": (
        _("Takes and sends mail (SMTP)."),
        _("No mail comes in or goes out; other servers keep it and try again."),
    ),
    "dovecot": (_("Keeps the mailboxes (IMAP, POP3)."), _("Nobody reads mail; incoming mail waits in the queue.")),
    "filterd": (
        _("Takes every mail through the virus and spam check."),
        _("Mail waits in the queue; none passes unchecked."),
    ),
    "clamd": (_("Looks for viruses."), _("Mail waits in the queue; none passes unchecked.")),
    "freshclam": (
        _("Fetches new virus signatures."),
        _("Mail goes on with the signatures that are there; they grow old."),
    ),
    "spamd": (_("Judges spam."), _("Mail waits in the queue; none passes unchecked.")),
    "postsrsd": (
        _("Rewrites senders of forwarded mail (SRS)."),
        _("No mail comes in or goes out; other servers keep it and try again."),
    ),
    "guardd": (
        _("Counts wrong passwords of all protocols together."),
        _("Logins go on, without the brake on guessing; forwarded mail waits in the queue."),
    ),
    "web": (_("Member site and this console."), _("These pages are away; mail goes on.")),
    "nginx": (_("Stands before the web: TLS and static files."), _("These pages are away; mail goes on.")),
    "worker": (_("Brings changes of settings into the services."), _("Changes stay “being applied”; mail goes on.")),
    "agent": (_("Writes the services' configuration."), _("Changes stay “being applied”; mail goes on.")),
    "watchdog": (_("Uses every service and restarts what hangs."), _("Nothing is restarted by itself.")),
}


# Services speak English in one line; what they warn of, in the reader's language.
_WARNINGS: tuple[tuple[re.Pattern[str], Any], ...] = (
    (
        re.compile("NO VIRUS SIGNATURES.*"),
        _("Only test files are recognised: there are no virus signatures. See whether this machine can download them."),
    ),
    (re.compile("switched off in fumibako.toml.*"), _("Downloading signatures is switched off in fumibako.toml.")),
    (re.compile("nothing downloaded yet.*"), _("No signatures have been downloaded yet.")),
    (re.compile(r"signatures are (?P<hours>\d+) hours old"), _("The virus signatures are %(hours)s hours old.")),
    (
        re.compile(r"SIGNATURES ARE (?P<hours>\d+) HOURS OLD.*"),
        _("The virus signatures are %(hours)s hours old: new viruses are not found."),
    ),
    (
        re.compile("not there yet.*"),
        _("Tables of addresses and accounts are being made again; until then mail and logins wait."),
    ),
    (
        re.compile(r"(?P<number>\d+) mails? on hold.*"),
        _("Mails on hold, because the filter failed at them three times: %(number)s. See “Mails on hold”."),
    ),
)


@dataclass(frozen=True)
class Line:
    """condition: "ok", "warning" or "down"; detail: the service's own words; warning: the same for people."""

    name: str
    condition: str
    detail: str
    purpose: Any
    effect: Any

    @property
    def trouble(self) -> str:
        """What a person has to know of it beyond its work: "" while all is well."""
        return str(self.effect) if self.condition == "down" else self.warning

    @property
    def warning(self) -> str:
        for pattern, words in _WARNINGS:
            if self.condition == "warning" and (found := pattern.fullmatch(self.detail)):
                return str(words) % found.groupdict()
        return ""


@dataclass(frozen=True)
class Report:
    at: datetime | None
    is_old: bool
    lines: tuple[Line, ...]

    def number(self, condition: str) -> int:
        return sum(line.condition == condition for line in self.lines)

    @property
    def down(self) -> int:
        return self.number("down")

    @property
    def warnings(self) -> int:
        return self.number("warning")


def read(path: Path, now: datetime) -> Report:
    """An empty report where there is no readable file: then the watchdog itself is the news."""
    try:
        raw = json.loads(path.read_text())
        at = _moment(raw["at"])
        seen = {str(name): (str(s["condition"]), str(s.get("detail", ""))) for name, s in raw["services"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Report(None, is_old=True, lines=())
    is_old = now - at > OLD_AFTER
    seen["watchdog"] = ("down" if is_old else "ok", "")  # whose words these are
    lines = [Line(name, *seen[name], *_MEANINGS.get(name, ("", ""))) for name in _order(seen)]
    return Report(at, is_old, tuple(lines))


def _order(names: dict[str, tuple[str, str]]) -> list[str]:
    """The bad ones first, then the way a mail takes."""
    worst, known = ("down", "warning", "ok"), list(_MEANINGS)
    rank = {name: at for at, name in enumerate(known)}
    return sorted(
        names,
        key=lambda name: (worst.index(names[name][0]) if names[name][0] in worst else 0, rank.get(name, 99), name),
    )


def _moment(value: Any) -> datetime:
    """Seconds since 1970 or ISO 8601."""
    if isinstance(value, (int, float)):
        return datetime.fromtimestamp(value, UTC)
    at = datetime.fromisoformat(str(value))
    return at if at.tzinfo else at.replace(tzinfo=UTC)
