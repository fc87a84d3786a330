"""What rules would do to a mail, without sending one (B6): a condition judged as Dovecot's Sieve judges it. Pure.

Text is compared as i;ascii-casemap does (RFC 4790 section 9.2): a–z and A–Z are the same, every other character is only
itself. An address is one with "@"; its domain is what stands behind the last one.
"""

import string
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fumibako.machine.state.mail.condition import Comparison, Condition, Part

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


@dataclass(frozen=True, kw_only=True)
class TypedMail:
    """header, value: of one further header field; "" where there is none."""

    sender: str
    recipient: str
    subject: str
    header: str = ""
    value: str = ""


class Verdict(StrEnum):
    DECIDES = "decides"
    DOES_NOT_FIT = "does_not_fit"
    NOT_ASKED = "not_asked"


def verdicts(conditions: Sequence[Condition], mail: TypedMail) -> list[Verdict]:
    """One for each condition: the first that fits decides, and those behind it are not asked."""
    made: list[Verdict] = []
    for condition in conditions:
        if Verdict.DECIDES in made:
            made.append(Verdict.NOT_ASKED)
        else:
            made.append(Verdict.DECIDES if fits(condition, mail) else Verdict.DOES_NOT_FIT)
    return made


def fits(condition: Condition, mail: TypedMail) -> bool:
    return fits_one_of(condition, looked_at(condition, mail))


def fits_one_of(condition: Condition, texts: Iterable[str]) -> bool:
    return any(_compares(condition.match, found, condition.text) for found in texts)


def looked_at(condition: Condition, mail: TypedMail) -> list[str]:
    """The texts of the mail that the condition is compared with."""
    if condition.part is Part.SENDER:
        return [mail.sender]
    if condition.part is Part.DOMAIN:
        return [mail.sender.rpartition("@")[2]]
    if condition.part is Part.RECIPIENT:
        return [mail.recipient] if mail.recipient else []
    name = condition.header if condition.part is Part.HEADER else "Subject"
    return [value.strip() for field, value in _fields(mail) if _folded(field) == _folded(name)]


def _fields(mail: TypedMail) -> Iterator[tuple[str, str]]:
    yield "From", mail.sender
    if mail.recipient:
        yield "To", mail.recipient
    yield "Subject", mail.subject
    if mail.header:
        yield mail.header, mail.value


def _compares(match: Comparison, found: str, text: str) -> bool:
    found, text = _folded(found), _folded(text)
    if match is Comparison.CONTAINS:
        return text in found
    if match is Comparison.IS:
        return text == found
    return found.startswith(text) if match is Comparison.STARTS else found.endswith(text)


def _folded(text: str) -> str:
    return text.translate(_LOWER)
