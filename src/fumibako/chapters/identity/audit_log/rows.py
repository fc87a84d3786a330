"""Audit entries as their viewer may see them (B13): customers do not learn which of the provider's staff it was, nor
from where."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, pgettext

from fumibako.chapters.identity.audit_log.details import LABELS, in_words
from fumibako.chapters.identity.audit_log.words import PROVIDER, SYSTEM, words_of
from fumibako.groundwork.audit.actor import Kind
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.tenancy.models import Customer
from fumibako.groundwork.ui.templatetags.ui import size


@dataclass(frozen=True)
class Row:
    """where: the address it was done from. customer: None where the viewer has but one, or there is none (any more)."""

    entry: Entry
    who: Any
    where: str
    action: Any
    details: Mapping[str, str]
    customer: Customer | None = None


def as_customer(entry: Entry) -> Row:
    if entry.actor_kind == Kind.OPERATOR:
        return Row(entry, PROVIDER, "", words_of(entry.action), dict(_told_to_customer(entry)))
    return Row(entry, _who(entry), entry.remote, words_of(entry.action), dict(in_words(entry)))


def whole(entries: Iterable[Entry]) -> list[Row]:
    """For the provider, who sees all of it; a detail as the code calls it where it has no words."""
    shown = list(entries)
    numbers = {entry.customer_number for entry in shown}
    customers = {customer.number: customer for customer in Customer.objects.filter(number__in=numbers)}
    return [
        Row(
            entry,
            _who(entry),
            entry.remote,
            words_of(entry.action),
            {str(LABELS.get(name, name)): _recorded(name, value) for name, value in entry.details.items()},
            customers.get(entry.customer_number),
        )
        for entry in shown
    ]


def _told_to_customer(entry: Entry) -> Iterator[tuple[str, str]]:
    """Of what the provider's staff did: why they came, and whose menus they did it in."""
    if entry.action == "support.start":
        yield pgettext("of a support login", "Reason"), _text(entry.details["reason"])
    if "account" in entry.details and entry.details["account"] != entry.subject:
        yield gettext("In the menus of"), _text(entry.details["account"])


def _who(entry: Entry) -> Any:
    return SYSTEM if entry.actor_kind == Kind.SYSTEM else entry.actor


def _recorded(name: str, value: object) -> str:
    if isinstance(value, int) and name.endswith("_bytes"):
        return size(value)
    return _text(value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
