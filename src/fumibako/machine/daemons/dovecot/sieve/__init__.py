"""A mailbox's scripts, made of one section per feature. The order of each tuple is the order of the script.

filters.sieve runs before the product's spam script, so that a rule can let a mail past it; product.sieve runs after it.
"""

from collections.abc import Callable, Sequence

from fumibako.machine.daemons.dovecot.sieve import auto_reply, filters, forwarding, sorting
from fumibako.machine.formats.sieve import Node, script
from fumibako.machine.state import Forward, State
from fumibako.machine.state.mail.sorting import Sorting

Section = Callable[[State], Sequence[Node]]

FILTERS: tuple[Section, ...] = (
    filters.common_filter,
    filters.own_filter,
)
PRODUCT: tuple[Section, ...] = (
    sorting.section,
    auto_reply.section,
    forwarding.section,
)


def scripts(state: State) -> dict[str, str]:
    """Return the scripts of one mailbox by file name, without those that would be empty."""
    made = {"filters.sieve": _script(FILTERS, state), "product.sieve": _script(PRODUCT, state)}
    return {name: text for name, text in made.items() if text}


def _script(sections: Sequence[Section], state: State) -> str:
    return script([command for section in sections for command in section(state)])


def stores_nothing(state: State) -> bool:
    """Whether the mailbox's scripts keep no mail that its quota counts (the spam box is not counted)."""
    forward, sorting = state.wish(Forward), state.wish(Sorting)
    is_filed = sorting is not None and any(rule.folder for rule in sorting.rules)
    return forward is not None and not forward.keeps_copy and not is_filed
