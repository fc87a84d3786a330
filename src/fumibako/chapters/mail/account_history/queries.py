"""Looking at what was done to an account. Whose the account was before it was made anew is another's history."""

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.audit.actor import Kind
from fumibako.groundwork.audit.models import Entry

BY_OTHERS = "others"


def entries_about(mailbox: Mailbox, by: str = "") -> QuerySet[Entry]:
    """Newest first, without logins, which have a history of their own. by: "", or BY_OTHERS than the user."""
    found = Entry.objects.filter(
        customer_number=mailbox.domain.customer.number, subject=mailbox.address, at__gte=mailbox.created_at
    ).exclude(action="login")
    return found.exclude(_by_user(mailbox)) if by == BY_OTHERS else found


def is_by_user(entry: Entry, mailbox: Mailbox) -> bool:
    return entry.actor == mailbox.address and entry.actor_kind in (Kind.USER, Kind.ADMINISTRATOR)


def _by_user(mailbox: Mailbox) -> Q:
    return Q(actor=mailbox.address, actor_kind__in=(Kind.USER, Kind.ADMINISTRATOR))


def names_of(entries: QuerySet[Entry] | list[Entry]) -> Mapping[str, str]:
    """Display names of the people who did these, by address."""
    people = {entry.actor for entry in entries if entry.actor_kind in (Kind.USER, Kind.ADMINISTRATOR)}
    found = Mailbox.objects.filter(address__in=people).exclude(display_name="")
    return dict(found.values_list("address", "display_name"))
