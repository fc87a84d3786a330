"""Looking at the inbox with the rules, without changing it (C5)."""

from collections.abc import Sequence

from django.conf import settings

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.sorting.errors import InboxAway, NoRule
from fumibako.chapters.mail.sorting.existing import Plan, header_names, plan
from fumibako.chapters.mail.sorting.snapshot import sorting_of
from fumibako.machine.daemons.dovecot.control import MAX_FILED, Mailboxes
from fumibako.machine.provision.client import AgentDown, AgentRefused
from fumibako.machine.state.mail.sorting import SortingRule


def rules_of(mailbox: Mailbox) -> Sequence[SortingRule]:
    """Raises NoRule."""
    found = sorting_of(mailbox.address)
    if found is None:
        raise NoRule
    return found.rules


def planned(mailbox: Mailbox) -> Plan:
    """What the rules would do to the mails of the inbox now. Raises NoRule, InboxAway."""
    rules, whole = rules_of(mailbox), Plan()
    for first, last in pieces(mailbox):
        whole.add(plan_of(mailbox.address, rules, first, last))
    return whole


def pieces(mailbox: Mailbox) -> list[tuple[int, int]]:
    """First and last UID of as many mails as one step takes. Raises InboxAway."""
    try:
        uids = sorted(Mailboxes(settings.FUMIBAKO).inbox_uids(mailbox.address))
    except (AgentDown, AgentRefused) as error:
        raise InboxAway from error
    parts = (uids[at : at + MAX_FILED] for at in range(0, len(uids), MAX_FILED))
    return [(part[0], part[-1]) for part in parts]


def plan_of(address: str, rules: Sequence[SortingRule], first: int, last: int) -> Plan:
    """For the mails of the inbox between two UIDs. Raises InboxAway."""
    try:
        mails = Mailboxes(settings.FUMIBAKO).inbox_fields(address, first, last, header_names(rules))
    except (AgentDown, AgentRefused) as error:
        raise InboxAway from error
    return plan(rules, mails)


def filed_number(mailbox: Mailbox) -> int:
    """How many mails the rules moved out of the inbox when they were applied to it the last time."""
    return sum(map(len, mailbox.filed.values_list("guids", flat=True)))
