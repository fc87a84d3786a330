"""What rules would do to a mail, without sending one (B6): a condition judged as Dovecot's Sieve judges it. Pure.

Text is compared as i;ascii-casemap does (RFC 4790 section 9.2): a–z and A–Z are the same, every other character is only
itself. An address is one with "@"; its domain is what stands behind the last one.
"""

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from fumibako.machine.state.mail.condition import Comparison, Condition, Part
from fumibako.machine.state.mail.sorting import SortingRule

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_BLANKS = " \t\r\n"


class Seen(Protocol):
    """What conditions look at in a mail: addresses of From, of To and Cc; decoded values of header fields by name in
    small letters."""

    @property
    def senders(self) -> Sequence[str]: ...

    @property
    def recipients(self) -> Sequence[str]: ...

    @property
    def fields(self) -> Mapping[str, Sequence[str]]: ...


@dataclass(frozen=True, kw_only=True)
class TypedMail:
    """header, value: of one further header field; "" where there is none."""

    sender: str
    recipient: str
    subject: str
    header: str = ""
    value: str = ""

    @property
    def senders(self) -> Sequence[str]:
        return (self.sender,)

    @property
    def recipients(self) -> Sequence[str]:
        return (self.recipient,) if self.recipient else ()

    @property
    def fields(self) -> Mapping[str, Sequence[str]]:
        made = {"from": [self.sender], "subject": [self.subject]} | ({"to": [self.recipient]} if self.recipient else {})
        if self.header:
            made.setdefault(self.header.translate(_LOWER), []).append(self.value)
        return made


class Verdict(StrEnum):
    DECIDES = "decides"
    DOES_NOT_FIT = "does_not_fit"
    NOT_ASKED = "not_asked"


def verdicts(conditions: Sequence[Condition], mail: Seen) -> list[Verdict]:
    """One for each condition: the first that fits decides, and those behind it are not asked."""
    made: list[Verdict] = []
    for condition in conditions:
        if Verdict.DECIDES in made:
            made.append(Verdict.NOT_ASKED)
        else:
            made.append(Verdict.DECIDES if fits(condition, mail) else Verdict.DOES_NOT_FIT)
    return made


def fits(condition: Condition, mail: Seen) -> bool:
    return any(_compares(condition.match, found, condition.text) for found in looked_at(condition, mail))


def looked_at(condition: Condition, mail: Seen) -> Sequence[str]:
    """The texts of the mail that the condition is compared with."""
    if condition.part is Part.SENDER:
        return mail.senders
    if condition.part is Part.DOMAIN:
        return [sender.rpartition("@")[2] for sender in mail.senders]
    if condition.part is Part.RECIPIENT:
        return mail.recipients
    return [value.strip(_BLANKS) for value in mail.fields.get(field_name(condition), ())]


def field_name(condition: Condition) -> str:
    """The header field that the condition looks at, in small letters; "" where it is about addresses."""
    if condition.part is Part.SUBJECT:
        return "subject"
    return condition.header.translate(_LOWER) if condition.part is Part.HEADER else ""


def fits_rule(rule: SortingRule, mail: Seen) -> bool:
    each = (fits(condition, mail) for condition in rule.conditions)
    return any(each) if rule.is_any else all(each)


def _compares(match: Comparison, found: str, text: str) -> bool:
    found, text = _folded(found), _folded(text)
    if match is Comparison.CONTAINS:
        return text in found
    if match is Comparison.IS:
        return text == found
    return found.startswith(text) if match is Comparison.STARTS else found.endswith(text)


def _folded(text: str) -> str:
    return text.translate(_LOWER)
