"""Every notice as the operator sees it: to whom it goes, and in whose words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.notices.queries import operators_wordings
from fumibako.groundwork.notices.samples import sample
from fumibako.machine.notices.catalogue import BY_KEY, NOTICES
from fumibako.machine.notices.notice import Notice
from fumibako.machine.notices.wording import LANGUAGES, built_in, written
from fumibako.machine.state import NoticeText

_USERS = _("Users of an account")
_ADMINISTRATORS = _("Administrators of a customer")
_FILTER = _("Recipients or senders of a mail with a virus")
_ASKING = _("Senders of an inquiry")
_OUTSIDE = _("People outside who get files")
_OWNERS = _("Owner of a contract")
_BOTH = _("Administrators of a customer and owner of the contract")
_PROVIDER = _("You, the provider")
READERS: Mapping[str, Any] = {
    "alarm_ended": _PROVIDER,
    "alarm_raised": _PROVIDER,
    "bulk_registered": _ADMINISTRATORS,
    "cabinet_code": _OUTSIDE,
    "cabinet_link": _OUTSIDE,
    "cabinet_received": _USERS,
    "certificate_ending": _ADMINISTRATORS,
    "disk_almost_full": _ADMINISTRATORS,
    "disk_locked": _ADMINISTRATORS,
    "disk_unlocked": _ADMINISTRATORS,
    "inquiry_acknowledged": _ASKING,
    "dkim_key_changing": _ADMINISTRATORS,
    "inquiry_answered": _ASKING,
    "inquiry_received": _PROVIDER,
    "malware_found": _ADMINISTRATORS,
    "nightly_backup_failed": _ADMINISTRATORS,
    "order_approved": _OWNERS,
    "order_cancelled": _OWNERS,
    "order_ended": _OWNERS,
    "order_received": _OWNERS,
    "order_refused": _OWNERS,
    "order_waiting": _PROVIDER,
    "owner_password_reset": _OWNERS,
    "owner_password_was_reset": _OWNERS,
    "records_broken": _ADMINISTRATORS,
    "second_virus_removed": _FILTER,
    "second_virus_stopped": _FILTER,
    "sending_paused": _ADMINISTRATORS,
    "signing_stopped": _ADMINISTRATORS,
    "unscannable_removed": _FILTER,
    "unscannable_stopped": _FILTER,
    "virus_removed": _FILTER,
    "virus_stopped": _FILTER,
    "web_disk_filling": _BOTH,
    "web_disk_full": _BOTH,
}
"""To whom each goes; the others to the users of an account."""


@dataclass(frozen=True)
class Version:
    """A notice in one language. name: of the language, in itself. text: what holds now."""

    key: str
    language: str
    name: str
    text: NoticeText
    is_own: bool


@dataclass(frozen=True)
class Listed:
    """title: the product's subject, with sample values, in the reader's language."""

    key: str
    title: str
    readers: Any
    versions: tuple[Version, ...]


NAMES = {"ja": "日本語", "en": "English"}


def notice_of(key: str) -> type[Notice] | None:
    return BY_KEY.get(key)


def listed(language: str) -> list[Listed]:
    own = operators_wordings()
    found = [_listed(notice, language, own) for notice in NOTICES]
    return sorted(found, key=lambda one: (str(one.readers), one.title))


def _listed(notice: type[Notice], language: str, own: Mapping[tuple[str, str], NoticeText]) -> Listed:
    versions = tuple(version(notice.key, name, own) for name in LANGUAGES)
    return Listed(notice.key, title_of(notice, language), READERS.get(notice.key, _USERS), versions)


def title_of(notice: type[Notice], language: str) -> str:
    return written(sample(notice, language), language=language).subject


def version(key: str, language: str, own: Mapping[tuple[str, str], NoticeText]) -> Version:
    text = own.get((key, language))
    return Version(key, language, NAMES[language], text or built_in(key, language), text is not None)
