"""Sorting (C5): every rule that fits sets its flags; the first that fits and names a folder decides the folder."""

from collections.abc import Sequence

from fumibako.machine.daemons.dovecot.sieve.conditions import test_of
from fumibako.machine.formats.sieve import AddFlag, FileInto, FirstOf, If, Joined, Node, Test
from fumibako.machine.state import State
from fumibako.machine.state.mail.sorting import Sorting, SortingRule

SEEN, FLAGGED = "\\Seen", "\\Flagged"


def section(state: State) -> Sequence[Node]:
    wish = state.wish(Sorting)
    rules = wish.rules if wish else ()
    flagging: list[Node] = [If(_test(rule), [AddFlag(flags)]) for rule in rules if (flags := _flags(rule))]
    filing = [If(_test(rule), [FileInto(rule.folder)]) for rule in rules if rule.folder]
    return [*flagging, FirstOf(filing)] if filing else flagging


def _flags(rule: SortingRule) -> list[str]:
    return [*((SEEN,) if rule.marks_read else ()), *((FLAGGED,) if rule.is_flagged else ())]


def _test(rule: SortingRule) -> Test:
    return Joined("anyof" if rule.is_any else "allof", [test_of(condition) for condition in rule.conditions])
