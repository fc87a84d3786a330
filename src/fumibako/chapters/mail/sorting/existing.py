"""What the rules would do to mails that are in the inbox already (C5): rules and mails → a plan. Pure.

A condition is judged as Dovecot's Sieve judges it for new mail (chapters/mail/own_filter/trace.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fumibako.chapters.mail.own_filter.trace import field_name, fits_rule
from fumibako.machine.daemons.dovecot.control import InboxMail
from fumibako.machine.state.mail.sorting import SortingRule


@dataclass
class Plan:
    """UIDs: by folder that they go to, and those that are marked as read or flagged, wherever they go. guids: what
    those of each folder are known by there."""

    folders: dict[str, list[int]] = field(default_factory=dict)
    read: list[int] = field(default_factory=list)
    flagged: list[int] = field(default_factory=list)
    guids: dict[str, list[str]] = field(default_factory=dict, compare=False)

    def __bool__(self) -> bool:
        return bool(self.folders or self.read or self.flagged)

    def add(self, other: "Plan") -> None:
        for folder, uids in other.folders.items():
            self.folders.setdefault(folder, []).extend(uids)
        self.read += other.read
        self.flagged += other.flagged


def plan(rules: Sequence[SortingRule], mails: Iterable[InboxMail]) -> Plan:
    """Every rule that fits sets its flags; the first that fits and names a folder decides the folder."""
    made = Plan()
    for mail in mails:
        fitting = [rule for rule in rules if fits_rule(rule, mail)]
        if any(rule.marks_read for rule in fitting):
            made.read.append(mail.uid)
        if any(rule.is_flagged for rule in fitting):
            made.flagged.append(mail.uid)
        if folder := next((rule.folder for rule in fitting if rule.folder), ""):
            made.folders.setdefault(folder, []).append(mail.uid)
            made.guids.setdefault(folder, []).append(mail.guid)
    return made


def header_names(rules: Iterable[SortingRule]) -> list[str]:
    """The header fields that the rules look at, in small letters."""
    return sorted({field_name(condition) for rule in rules for condition in rule.conditions} - {""})
