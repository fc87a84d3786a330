"""A rule's condition as a Sieve test."""

from fumibako.machine.formats.sieve import Address, Header, Match, Test
from fumibako.machine.state.mail.condition import Condition, Part

_MATCHES = {match.value: match for match in Match}
_RECIPIENTS = ("to", "cc")


def test_of(condition: Condition) -> Test:
    match, keys = _MATCHES[condition.match], (condition.text,)
    if condition.part is Part.SENDER:
        return Address(("from",), match, keys)
    if condition.part is Part.DOMAIN:
        return Address(("from",), match, keys, part="domain")
    if condition.part is Part.RECIPIENT:
        return Address(_RECIPIENTS, match, keys)
    return Header((condition.header or "subject",), match, keys)
