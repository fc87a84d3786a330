"""Every page of the guide. A new one is a line here and a text in each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.member.guide.reading import Text, read
from fumibako.groundwork.features import Face
from fumibako.machine.formats.widths import half_width

TEXTS = Path(__file__).parent / "texts"
PICTURES = Path(__file__).parent / "static" / "guide"
"""Of the pages in Japanese, SLUG.webp: tests/ui/pictures.py makes them."""


class Group(StrEnum):
    START = "start"
    USER = "user"
    ADMIN = "admin"

    @property
    def label(self) -> Any:
        return _LABELS[self]


_LABELS: Mapping[Group, Any] = {
    Group.START: _("First steps"),
    Group.USER: _("For every user"),
    Group.ADMIN: _("For administrators"),
}
_FACES: Mapping[Group, Face] = {Group.USER: Face.USER, Group.ADMIN: Face.ADMIN}


@dataclass(frozen=True)
class Topic:
    """page: the name of the menu's page that it is about, "" where it is about none."""

    slug: str
    group: Group
    page: str = ""

    @property
    def face(self) -> Face | None:
        return _FACES.get(self.group)

    @property
    def text(self) -> Text:
        return _text("ja" if _is_japanese() else "en", self.slug)

    @property
    def picture(self) -> str:
        """Of the page that it is about, in Japanese; "" for readers of English, and where there is none."""
        return f"guide/{self.slug}.webp" if _is_japanese() and self.slug in _pictures() else ""


TOPICS: tuple[Topic, ...] = (
    Topic("login", Group.START),
    Topic("first-steps", Group.START),
    Topic("forgotten-password", Group.START),
    Topic("virus-check", Group.START),
    Topic("my-page", Group.START),
    Topic("support", Group.START),
    Topic("password", Group.USER, "password"),
    Topic("display-name", Group.USER, "display_name"),
    Topic("recovery", Group.USER, "recovery"),
    Topic("sessions", Group.USER, "sessions"),
    Topic("login-history", Group.USER, "logins"),
    Topic("account-history", Group.USER, "history"),
    Topic("two-step", Group.USER, "two_step"),
    Topic("cabinet", Group.USER, "cabinet"),
    Topic("app-passwords", Group.USER, "app_passwords"),
    Topic("webmail", Group.USER),
    Topic("software", Group.USER, "software"),
    Topic("forwarding", Group.USER, "forwarding"),
    Topic("auto-reply", Group.USER, "auto_reply"),
    Topic("sorting", Group.USER, "sorting"),
    Topic("spam", Group.USER, "spam"),
    Topic("own-filter", Group.USER, "own_filter"),
    Topic("spam-box", Group.USER, "spam_box"),
    Topic("contacts", Group.USER),
    Topic("taking-back", Group.USER),
    Topic("old-mail", Group.USER, "old_mail"),
    Topic("delivery-log", Group.USER, "delivery_log"),
    Topic("repair", Group.USER, "repair"),
    Topic("restore", Group.USER, "restore"),
    Topic("empty", Group.USER, "empty"),
    Topic("accounts", Group.ADMIN, "accounts"),
    Topic("for-others", Group.ADMIN, "accounts"),
    Topic("bulk", Group.ADMIN, "bulk"),
    Topic("export", Group.ADMIN, "export"),
    Topic("login-places", Group.ADMIN, "login_places"),
    Topic("domain-logins", Group.ADMIN, "logins"),
    Topic("usage", Group.ADMIN, "usage"),
    Topic("aliases", Group.ADMIN, "aliases"),
    Topic("other-addresses", Group.ADMIN, "catch_all"),
    Topic("databases", Group.ADMIN, "databases"),
    Topic("backup", Group.ADMIN, "backup"),
    Topic("wordpress", Group.ADMIN, "wordpress"),
    Topic("administrators", Group.ADMIN, "administrators"),
    Topic("api-keys", Group.ADMIN, "keys"),
    Topic("common-spam", Group.ADMIN, "spam"),
    Topic("virus-settings", Group.ADMIN, "virus"),
    Topic("spam-engine", Group.ADMIN, "spam_engine"),
    Topic("common-filter", Group.ADMIN, "common_filter"),
    Topic("shared", Group.ADMIN, "shared"),
    Topic("address-book", Group.ADMIN, "address_book"),
    Topic("delivery-log-domain", Group.ADMIN, "delivery_log"),
    Topic("sent-archive", Group.ADMIN, "sent_archive"),
    Topic("cabinet-rules", Group.ADMIN, "cabinet"),
    Topic("moving-in", Group.ADMIN, "moving_in"),
    Topic("retention", Group.ADMIN, "retention"),
    Topic("restore-domain", Group.ADMIN, "restore"),
    Topic("misdelivery", Group.ADMIN, "sending_policy"),
    Topic("company-signature", Group.ADMIN, "company_signature"),
    Topic("disk-quota", Group.ADMIN, "usage"),
    Topic("sending-limits", Group.ADMIN, "limits"),
    Topic("sender-authentication", Group.ADMIN, "sender_domain"),
    Topic("site", Group.ADMIN, "web"),
    Topic("ftp", Group.ADMIN, "ftp"),
    Topic("dns", Group.ADMIN, "dns"),
    Topic("access", Group.ADMIN, "access"),
    Topic("error-pages", Group.ADMIN, "error_pages"),
    Topic("redirects", Group.ADMIN, "tools"),
    Topic("environment", Group.ADMIN, "web_environment"),
    Topic("web-logs", Group.ADMIN, "web_logs"),
    Topic("options", Group.ADMIN, "options"),
    Topic("audit", Group.ADMIN, "audit_log"),
    Topic("files", Group.ADMIN, "files"),
    Topic("statistics", Group.ADMIN, "statistics"),
    Topic("ssl", Group.ADMIN, "ssl"),
    Topic("subdomains", Group.ADMIN, "subdomains"),
    Topic("cron", Group.ADMIN, "cron"),
    Topic("site-mail", Group.ADMIN),
    Topic("malware", Group.ADMIN, "malware"),
    Topic("overseas", Group.ADMIN, "overseas"),
)


def topics(face: str) -> tuple[Topic, ...]:
    """Those for the readers of a face: users are not told what only administrators can do."""
    return tuple(topic for topic in TOPICS if face != Face.USER or topic.group is not Group.ADMIN)


def about(face: Face, page: str) -> str:
    """The first topic that is about that page of the face; "" where there is none."""
    return next((topic.slug for topic in TOPICS if topic.face is face and topic.page == page), "")


def find(face: str, search: str) -> tuple[Topic, ...]:
    """Those whose text holds every word, in whatever width or case; first those that have them in the title."""
    words = half_width(search).casefold().split()
    found = (topic for topic in topics(face) if all(word in topic.text.haystack for word in words))
    return tuple(sorted(found, key=lambda topic: not all(word in topic.text.plain_title for word in words)))


def _is_japanese() -> bool:
    return (get_language() or "").startswith("ja")


@cache
def _pictures() -> frozenset[str]:
    return frozenset(file.stem for file in PICTURES.glob("*.webp"))


@cache
def _text(language: str, slug: str) -> Text:
    return read((TEXTS / language / f"{slug}.md").read_text("utf-8"))
