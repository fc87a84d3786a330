"""Wishes of a domain and a mailbox, and a mail → what becomes of it. Pure.

The second description of what the scripts of machine/daemons/dovecot/sieve do; tests/test_as_sieve.py compares the two
on generated mails and rules.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from fumibako.chapters.mail.mail_trace.reading import WholeMail
from fumibako.chapters.mail.own_filter.trace import fits, fits_rule
from fumibako.machine.state import Forward
from fumibako.machine.state.mail.auto_reply import AutoReply
from fumibako.machine.state.mail.filters import CommonFilter, FilterAction, FilterRule, OwnFilter
from fumibako.machine.state.mail.sorting import Sorting, SortingRule

_LISTS = ("list-id", "list-owner", "list-subscribe", "list-post", "list-unsubscribe", "list-archive", "list-help")
_BULK = {"bulk", "junk", "list"}
_SYSTEM = {"mailer-daemon", "listserv", "majordomo"}


class Place(StrEnum):
    INBOX = "inbox"
    SPAM_BOX = "spam_box"
    DELETED = "deleted"


class Silence(StrEnum):
    """Why a mail is not answered."""

    OFF = "off"
    NOT_YET = "not_yet"
    OVER = "over"
    SPAM = "spam"
    BOUNCE = "bounce"
    OWN = "own"
    LIST = "list"
    AUTOMATIC = "automatic"
    BULK = "bulk"
    SUPPRESSED = "suppressed"
    SYSTEM = "system"
    NOT_ADDRESSED = "not_addressed"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """address: the mailbox's."""

    address: str
    common: CommonFilter | None = None
    is_without_common: bool = False
    own: OwnFilter | None = None
    sorting: Sorting | None = None
    reply: AutoReply | None = None
    forward: Forward | None = None


@dataclass(frozen=True, kw_only=True)
class Trace:
    """common, own: the rule of each filter that decides. is_own_asked: whether the mail gets as far as the individual
    filter. fitting: the rules of sorting that fit. What is behind the place is only there for the inbox."""

    common: FilterRule | None
    is_own_asked: bool
    own: FilterRule | None
    place: Place
    fitting: Sequence[SortingRule] = ()
    silence: Silence | None = Silence.OFF
    targets: Sequence[str] = ()
    keeps_copy: bool = True

    @property
    def folder(self) -> str:
        return next((rule.folder for rule in self.fitting if rule.folder), "")

    @property
    def marks_read(self) -> bool:
        return any(rule.marks_read for rule in self.fitting)

    @property
    def is_flagged(self) -> bool:
        return any(rule.is_flagged for rule in self.fitting)


def trace(wanted: Wanted, mail: WholeMail, today: datetime.date) -> Trace:
    """today: in Japan."""
    common = None if wanted.is_without_common else _deciding(wanted.common, mail)
    is_own_asked = common is None
    own = _deciding(wanted.own, mail) if is_own_asked else None
    deciding = common or own
    place = _place(deciding.action if deciding else None, mail)
    if place is not Place.INBOX:
        return Trace(common=common, is_own_asked=is_own_asked, own=own, place=place)
    rules = wanted.sorting.rules if wanted.sorting else ()
    return Trace(
        common=common,
        is_own_asked=is_own_asked,
        own=own,
        place=place,
        fitting=tuple(rule for rule in rules if fits_rule(rule, mail)),
        silence=silence(wanted.reply, wanted.address, mail, today),
        targets=wanted.forward.targets if wanted.forward else (),
        keeps_copy=wanted.forward.keeps_copy if wanted.forward else True,
    )


def _deciding(wish: CommonFilter | OwnFilter | None, mail: WholeMail) -> FilterRule | None:
    return next((rule for rule in wish.rules if fits(rule.condition, mail)), None) if wish else None


def _place(action: FilterAction | None, mail: WholeMail) -> Place:
    if action is FilterAction.DISCARD:
        return Place.DELETED
    is_spam = _mark(mail) == "yes" and action is not FilterAction.ALLOW
    is_disowned = _starts(mail, "x-fumibako-from", "ambiguous") or _starts(mail, "x-fumibako-dmarc", "failed ")
    if action is FilterAction.SPAM_BOX or is_spam or is_disowned:
        return Place.SPAM_BOX
    return Place.INBOX


def silence(reply: AutoReply | None, address: str, mail: WholeMail, today: datetime.date) -> Silence | None:
    """Why the mail is not answered, None where it is: what our script asks, then Pigeonhole's vacation (RFC 5230
    section 4.6)."""
    if reply is None:
        return Silence.OFF
    if _mark(mail) in ("yes", "marked", "delivered"):
        return Silence.SPAM
    if reply.starts_on and today < reply.starts_on:
        return Silence.NOT_YET
    if reply.ends_on and today > reply.ends_on:
        return Silence.OVER
    return _unasked(mail, {address.lower(), *(each.lower() for each in reply.addresses)})


def _unasked(mail: WholeMail, own: set[str]) -> Silence | None:
    sender = mail.envelope_sender.lower()
    if not sender:
        return Silence.BOUNCE
    if sender in own:
        return Silence.OWN
    if any(name in mail.fields for name in _LISTS):
        return Silence.LIST
    if any(value != "no" for value in _values(mail, "auto-submitted")):
        return Silence.AUTOMATIC
    if _BULK & {*_values(mail, "precedence")}:
        return Silence.BULK
    if {"oof", "all"} & {
        part.strip() for value in _values(mail, "x-auto-response-suppress") for part in value.split(",")
    }:
        return Silence.SUPPRESSED
    name = sender.partition("@")[0]
    if name in _SYSTEM or name.startswith("owner-") or "-request" in name:
        return Silence.SYSTEM
    return None if own & mail.addressed else Silence.NOT_ADDRESSED


def _mark(mail: WholeMail) -> str:
    return next(iter(mail.fields.get("x-fumibako-spam", ())), "").strip().partition(" ")[0]


def _starts(mail: WholeMail, name: str, text: str) -> bool:
    return any(value.strip().startswith(text) for value in mail.fields.get(name, ()))


def _values(mail: WholeMail, name: str) -> list[str]:
    return [value.strip().lower() for value in mail.fields.get(name, ())]
