"""The common filter of the domain (B6), then the mailbox's own (C7): the first rule that fits decides.

A mail that a rule allows gets a header field, which the spam script looks for; one that a rule refuses goes no further.
"""

from collections.abc import Sequence

from fumibako.machine.daemons.dovecot.sieve.conditions import test_of
from fumibako.machine.formats.sieve import DISCARD, STOP, AddHeader, Exists, FileInto, FirstOf, If, Node, Not
from fumibako.machine.state import State
from fumibako.machine.state.mail.filters import CommonFilter, FilterAction, FilterRule, OwnFilter, WithoutCommonFilter

ALLOWED = "X-Fumibako-Allowed"
UNFILTERED = "X-Fumibako-Unfiltered"
"""A script sees of another one's findings only the mail. filterd removes both fields from mail that comes in, as every
header of ours."""

_ACTIONS: dict[FilterAction, Sequence[Node]] = {
    FilterAction.ALLOW: (AddHeader(ALLOWED, "yes"),),
    FilterAction.SPAM_BOX: (FileInto("Junk"), STOP),
    FilterAction.DISCARD: (DISCARD, STOP),
}


def choice(state: State) -> Sequence[Node]:
    return [AddHeader(UNFILTERED, "yes")] if state.wish(WithoutCommonFilter) else []


def common_filter(state: State) -> Sequence[Node]:
    """Of a domain."""
    wish = state.wish(CommonFilter)
    return [If(Not(Exists(UNFILTERED)), [_section(wish.rules)])] if wish and wish.rules else []


def own_filter(state: State) -> Sequence[Node]:
    """Not asked about a mail that the common filter has allowed."""
    wish = state.wish(OwnFilter)
    return [If(Not(Exists(ALLOWED)), [_section(wish.rules)])] if wish and wish.rules else []


def _section(rules: Sequence[FilterRule]) -> Node:
    return FirstOf([If(test_of(rule.condition), _ACTIONS[rule.action]) for rule in rules])
