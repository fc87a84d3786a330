"""Scripts of a mailbox and of its domain, made of one section per feature. The order of each tuple is the script's.

Dovecot runs them in this order: choice.sieve (the mailbox's), common.sieve (one for all mailboxes of the domain, so
that a change costs the same with 10 and with 1,000 of them), filters.sieve (the mailbox's), the box's script about
spam, which a rule can let a mail past, then product.sieve (the mailbox's).
"""

from collections.abc import Callable, Sequence

from fumibako.machine.daemons.dovecot.sieve import auto_reply, filters, forwarding, sorting
from fumibako.machine.formats.sieve import Node, script
from fumibako.machine.state import Forward, State
from fumibako.machine.state.mail.sorting import Sorting

Section = Callable[[State], Sequence[Node]]

CHOICE: tuple[Section, ...] = (filters.choice,)
COMMON: tuple[Section, ...] = (filters.common_filter,)
FILTERS: tuple[Section, ...] = (filters.own_filter,)
PRODUCT: tuple[Section, ...] = (
    sorting.section,
    auto_reply.section,
    forwarding.section,
)


def scripts(state: State) -> dict[str, str]:
    """Return the scope's scripts by file name, without those that would be empty."""
    sections = {
        "choice.sieve": CHOICE,
        "common.sieve": COMMON,
        "filters.sieve": FILTERS,
        "product.sieve": PRODUCT,
    }
    made = {name: _script(parts, state) for name, parts in sections.items()}
    return {name: text for name, text in made.items() if text}


def _script(sections: Sequence[Section], state: State) -> str:
    return script([command for section in sections for command in section(state)])


def stores_nothing(state: State) -> bool:
    """Whether the mailbox's scripts keep no mail that its quota counts (the spam box is not counted)."""
    forward, sorting = state.wish(Forward), state.wish(Sorting)
    is_filed = sorting is not None and any(rule.folder for rule in sorting.rules)
    return forward is not None and not forward.keeps_copy and not is_filed
