"""What an operator reaches in a customer's menus: the pages that are named here, and no other.

A page that nobody thought of is closed. Never named: pages that show mail (spam folder, restoring mail, webmail), that
set or show a password, key or code, that order something, that delete mail or an account, and downloads of a
customer's data. READ: pages that are shown and not changed, because what they change leads mail or rights elsewhere,
deletes mail (filters), or asks for a secret.
"""

from collections.abc import Mapping
from enum import Enum

from fumibako.groundwork.features import AREAS, Face, Page

_SITE = "news faq guide guide_page"
_FACE = "menu find"


class Reach(Enum):
    CLOSED = 0
    READ = 1
    CHANGE = 2


def _names(face: Face, *lines: str) -> frozenset[str]:
    """With the face's pages of cards."""
    return frozenset(" ".join(lines).split()) | {f"area_{area}" for area in AREAS[face]}


CHANGE: Mapping[Face, frozenset[str]] = {
    Face.ADMIN: _names(
        *(Face.ADMIN, _FACE, _SITE, "choose_domain"),
        "account suspend_account resume_account account_auto_reply account_spam account_summary",
        "account_limits release_sending limits spam overseas error_pages web_environment tools",
        "add_redirect delete_redirect subdomains add_subdomain change_subdomain delete_subdomain sender_domain",
        "check_sender_domain",
    ),
    Face.USER: _names(Face.USER, _FACE, _SITE, "auto_reply spam summary_mail"),
}
READ: Mapping[Face, frozenset[str]] = {
    Face.ADMIN: _names(
        *(Face.ADMIN, "accounts administrators administrator aliases alias catch_all shared change_shared"),
        "account_sheet account_filter account_forwarding account_sorting account_two_step account_login_places",
        "account_old_mail account_old_mail_rules common_filter login_places retention sending_policy usage",
        "delivery_log delivery logins audit_log web databases dns dns_history ftp ssl ssl_host access restriction",
        "backup statistics web_logs wordpress options",
    ),
    Face.USER: _names(
        *(Face.USER, "own_filter forwarding sorting old_mail old_mail_rules delivery_log delivery logins software")
    ),
}


def reach_of(page: Page) -> Reach:
    if page.name in CHANGE.get(page.face, ()):
        return Reach.CHANGE
    return Reach.READ if page.name in READ.get(page.face, ()) else Reach.CLOSED
