"""Looking at deliveries, always through a scope (B13).

Whoever received a mail sees all of its delivery. Whoever sent it sees, of others' mailboxes, what their server could
have told as well: delivered, waiting or refused. Neither is decided by the envelope sender, which anybody can write,
and a name that was somebody else's before shows nothing of that time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.delivery_log.models import Delivery, Event, Mail
from fumibako.groundwork.tenancy.models import Domain

# Doors of our own people's mail. Before its check on the way out, a mail has reached no recipient.
OWN_DOORS = ("submission", "submissions", "notices")
REDIRECT = "redirect"
# A redirect enters the queue while Dovecot still delivers.
REDIRECTED_WITHIN = timedelta(hours=1)
_ALL = Q(pk__gt=0)


@dataclass(frozen=True)
class Scope:
    """Which deliveries are seen whole, and which as their sender sees them."""

    received: Q
    sent: Q


def answers_to(message_id: str, accounts: Sequence[str]) -> list[Mail]:
    """Mails with which these accounts have answered one, the first one first. message_id: in brackets or not."""
    bare = message_id.strip().removeprefix("<").removesuffix(">")
    found = Mail.objects.filter(answers=bare, account__in=accounts, door__in=OWN_DOORS) if bare else Mail.objects.none()
    return list(found.order_by("received_at")[:20])


EVERYTHING = Scope(_ALL, _ALL)


@dataclass(frozen=True, kw_only=True)
class Search:
    """address: a part of either side's; sender, recipient: of that side's. message_id: or a queue id; exact."""

    address: str = ""
    sender: str = ""
    recipient: str = ""
    message_id: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Forward:
    """What became of a forwarded mail's way on; delivery: None where the logs do not say (yet)."""

    target: str
    delivery: Delivery | None


@dataclass(frozen=True)
class Found:
    """A delivery as its viewer may see it. events: in the mailbox, for those who received it."""

    delivery: Delivery
    is_received: bool
    is_sent: bool = False
    events: list[Event] = field(default_factory=list)


def of_mailbox(mailbox: Mailbox) -> Scope:
    since = _since(mailbox.created_at)
    received = Q(mailbox=mailbox.address) & ~Q(mail__door__in=OWN_DOORS)
    return Scope(since & received, since & Q(mail__account=mailbox.address))


def of_domain(domain: Domain) -> Scope:
    """With its alias domains."""
    return of_domains((domain, *domain.aliases.all()))


def of_domains(domains: Iterable[Domain]) -> Scope:
    received, sent = ~_ALL, ~_ALL
    for each in domains:
        since = _since(each.created_at)
        received |= since & Q(domain=each.name) & ~Q(mail__door__in=OWN_DOORS)
        sent |= since & Q(mail__account__endswith=f"@{each.name}")
    return Scope(received, sent)


def _since(made_at: datetime) -> Q:
    """Logs tell whole seconds."""
    return Q(mail__received_at__gte=made_at.replace(microsecond=0))


def deliveries(scope: Scope, search: Search) -> QuerySet[Delivery]:
    """Newest first. `is_received`, `is_sent` say how each is seen.

    A sender sees an alias as one recipient, and finds it by its own address only: who is behind it is not theirs to
    know.
    """
    first = Delivery.objects.filter(mail=OuterRef("mail"), addressed_to=OuterRef("addressed_to"), pk__lt=OuterRef("pk"))
    seen = Delivery.objects.select_related("mail").filter(scope.received | scope.sent & ~Exists(first))
    seen = seen.exclude(state=Delivery.State.HANDED_ON).filter(_matching(search, scope.received))
    seen = seen.annotate(is_received=_whether(scope.received), is_sent=_whether(scope.sent))
    return seen.order_by("-mail__received_at", "-pk")


def found(rows: Sequence[Delivery]) -> list[Found]:
    """With what happened in the mailboxes, for those who may see it."""
    every = [Found(row, row.is_received, row.is_sent) for row in rows]  # type: ignore[attr-defined]  # annotated
    sessions = [one.delivery.session for one in every if one.is_received and one.delivery.session]
    events: dict[str, list[Event]] = {}
    for event in Event.objects.filter(session__in=sessions).order_by("at", "pk"):
        events.setdefault(event.session, []).append(event)
    return [replace(one, events=events.get(one.delivery.session, [])) for one in every]


def forwards_of(one: Found) -> list[Forward]:
    """Where the mail went on from the mailbox."""
    mail = one.delivery.mail
    return [
        Forward(event.value, _redirected(mail, event)) for event in one.events if event.kind == Event.Kind.FORWARDED
    ]


def notices_of(mail: Mail) -> QuerySet[Event]:
    """What its sender was told."""
    return mail.events.order_by("at", "pk")


def _redirected(mail: Mail, event: Event) -> Delivery | None:
    after, before = event.at - REDIRECTED_WITHIN, event.at + REDIRECTED_WITHIN
    same = Delivery.objects.filter(mail__door=REDIRECT, mail__message_id=mail.message_id)
    timely = same.filter(mail__received_at__range=(after, before)).order_by("pk")
    return timely.filter(Q(recipient=event.value) | Q(addressed_to=event.value)).first()


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _matching(search: Search, received: Q) -> Q:
    matching = _ALL
    of_sender = Q(mail__sender__icontains=search.sender or search.address)
    to = (search.recipient or search.address).lower()
    of_recipient = Q(addressed_to__contains=to) | received & Q(recipient__contains=to)
    if search.address:
        matching &= of_sender | of_recipient
    if search.sender:
        matching &= of_sender
    if search.recipient:
        matching &= of_recipient
    if search.message_id:
        bare = search.message_id.strip("<>")
        matching &= Q(mail__message_id__in=(bare, f"<{bare}>")) | Q(mail__queue_id=bare)
    if search.since:
        matching &= Q(mail__received_at__gte=search.since)
    if search.until:
        matching &= Q(mail__received_at__lte=search.until)
    return matching
