"""Looking at a domain's virus check, and in whose words its mails are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.contract.options.models import Effect
from fumibako.chapters.contract.options.queries import has
from fumibako.chapters.mail.virus.models import VirusPolicy
from fumibako.groundwork.notices.queries import wordings_of
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.machine.notices import virus
from fumibako.machine.notices.notice import Notice
from fumibako.machine.notices.wording import LANGUAGES, built_in
from fumibako.machine.state import EncryptedTreatment, NoticeText

NAMES = {"ja": "日本語", "en": "English"}
_BASIC: Mapping[type[Notice], Any] = {
    virus.VirusRemoved: _("A virus was removed from a received message"),
    virus.UnscannableRemoved: _("A received message could not be scanned"),
    virus.VirusStopped: _("A virus was found in a sent message"),
    virus.UnscannableStopped: _("A sent message could not be scanned"),
}
_SECOND: Mapping[type[Notice], Any] = {
    virus.SecondVirusRemoved: _("The second engine removed a virus from a received message"),
    virus.SecondVirusStopped: _("The second engine found a virus in a sent message"),
}


@dataclass(frozen=True)
class Worded:
    """A notice in one language, as the domain's users read it. is_own: in the domain's words."""

    notice: type[Notice]
    title: Any
    language: str
    text: NoticeText
    is_own: bool

    @property
    def key(self) -> str:
        return self.notice.key

    @property
    def language_name(self) -> str:
        return NAMES[self.language]


def treatment_of(domain: Domain) -> EncryptedTreatment:
    row = VirusPolicy.objects.filter(domain=domain).first()
    return EncryptedTreatment(row.encrypted) if row else EncryptedTreatment.MARK


def titles(customer: Customer) -> dict[type[Notice], Any]:
    """Of the mails of the virus check that this customer's users may get."""
    second = bool(settings.FUMIBAKO.settings.engines.icap) and has(customer, Effect.VIRUS)
    return {**_BASIC, **(_SECOND if second else {})}


def wordings(domain: Domain) -> list[tuple[Any, list[Worded]]]:
    """By title, in each language."""
    return [
        (title, [_worded(notice, title, language, domain) for language in LANGUAGES])
        for notice, title in titles(domain.customer).items()
    ]


def worded(domain: Domain, key: str, language: str) -> Worded | None:
    for notice, title in titles(domain.customer).items():
        if notice.key == key and language in LANGUAGES:
            return _worded(notice, title, language, domain)
    return None


def standard(notice: type[Notice], language: str) -> NoticeText:
    """What holds without words of the domain's own: the operator's, else the product's."""
    found = [text for text in wordings_of(notice.key, None) if text.language == language]
    return found[0] if found else built_in(notice.key, language)


def _worded(notice: type[Notice], title: Any, language: str, domain: Domain) -> Worded:
    own = domain.notice_overrides.filter(key=notice.key, language=language).first()
    return Worded(notice, title, language, own.text if own else standard(notice, language), own is not None)
