"""Auto-reply (C4). Pigeonhole's vacation never answers lists, bounces and bulk mail (RFC 5230 section 4.6); spam has
left the script before."""

from collections.abc import Sequence

from fumibako.machine.formats.mime import Person, person_text
from fumibako.machine.formats.sieve import CurrentDate, Header, If, Joined, Match, Node, Not, Test, Vacation
from fumibako.machine.state import State
from fumibako.machine.state.mail.auto_reply import AutoReply

ZONE = "+0900"  # the days are those of Japan


def section(state: State) -> Sequence[Node]:
    reply = state.wish(AutoReply)
    if reply is None:
        return []
    tests: list[Test] = [Not(Header(("X-Fumibako-Spam",), Match.STARTS, ("yes ", "marked ", "delivered ")))]
    if reply.starts_on:
        tests.append(CurrentDate("ge", reply.starts_on.isoformat(), ZONE))
    if reply.ends_on:
        tests.append(CurrentDate("le", reply.ends_on.isoformat(), ZONE))
    sender = person_text(Person(reply.display_name, reply.address)) if reply.display_name else ""
    vacation = Vacation(
        days=reply.days, subject=reply.subject, text=reply.text, addresses=reply.addresses, sender=sender
    )
    return [If(Joined("allof", tests), [vacation])]
