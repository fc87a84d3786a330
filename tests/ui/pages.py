"""The pages that every look goes over, by who sees them: what the features declare, and those that answer a form."""

from collections.abc import Iterator
from typing import Any

from fumibako.chapters import features
from fumibako.faces.adminmenu import urls as adminmenu
from fumibako.faces.console import urls as console
from fumibako.faces.mypage import urls as mypage
from fumibako.faces.usermenu import urls as usermenu
from fumibako.faces.webmail import urls as webmail
from fumibako.groundwork.features import Face
from tests.contracts.declared import Answer, contracts
from tests.ui.queue import HELD

OWN = {Face.ADMIN: adminmenu.OWN, Face.USER: usermenu.OWN, Face.CONSOLE: console.OWN, Face.WEBMAIL: webmail.OWN}
OWN[Face.MYPAGE] = mypage.OWN
PREFIXES = {Face.ADMIN: "/admin/", Face.USER: "/user/", Face.WEBMAIL: "/mail/", Face.CONSOLE: "/console/"}
PREFIXES[Face.MYPAGE] = "/mypage/"
CABINET_FILE = "ab" * 16
NOT_LOOKED_AT = {
    "logout/": "only posted",
    "console/logout/": "only posted",
    "mypage/logout/": "only posted",
    "mypage/notice.pdf": "a file",
    "console/customers/<str:number>/notice.pdf": "a file",
    "mypage/first/": "seen by whoever has not been there yet",
    "user/account/": "leads to the menu",
    "preferences/": "only posted",
    "csp-report": "for browsers, empty",
    "logo": "a picture",
    "brand.css": "a stylesheet",
    "metrics": "for programs",
    "healthz": "for programs, no page",
    ".well-known/security.txt": "for programs, a text",
    "mail/config-v1.1.xml": "for mail programs",
    ".well-known/autoconfig/mail/config-v1.1.xml": "for mail programs",
    "autodiscover/autodiscover.xml": "for mail programs",
    "autodiscover/autodiscover.json": "for mail programs",
    "user/software/apple.mobileconfig": "a file",
    "mail/body/": "for a frame",
    "admin/sent-archive/<str:pack>/<str:place>/body/": "for a frame",
    "admin/sent-archive/<str:pack>/<str:place>/eml/": "a file",
    "admin/sent-archive/<str:pack>/<str:place>/<str:part>/": "a file",
    "mail/attachment/": "a file",
    "mail/state/": "for a script",
    "mail/events/": "a stream for a script",
    "mail/rows/": "the same",
    "mail/preview/": "a picture",
    "mail/file/": "a file",
    "mail/attachments/": "a file",
    "mail/approvals/mail/": "of a mail that waits, which the site of the looks does not have",
    "mail/approvals/body/": "for a frame",
    "mail/approvals/file/": "a file",
    "mail/contacts/download/": "a file",
    ".well-known/carddav": "for telephones",
    "dav/": "for telephones",
    "dav/<str:address>/": "for telephones",
    "dav/<str:address>/<str:book>/": "for telephones",
    "dav/<str:address>/<str:book>/<str:card>": "for telephones",
    "mail/contacts/offered/": "for a script",
    "mail/contacts/<str:contact>/picture/": "a picture",
    "mail/contacts/delete/": "seen with a contact that is ticked",
    "admin/address-book/download/": "a file",
    "admin/accounts/bulk/template/": "a file",
    "admin/moving-in/template/": "a file",
    "admin/web/logs/download/": "a file",
    "admin/web/statistics/download/": "a file",
    "admin/web/backup/<str:backup>/download/": "a file",
    "admin/web/databases/<str:database>/tool/": "for nginx",
    "admin/sent-archive/<str:pack>/<str:place>/": "of a mail that was kept, which the site of the looks does not have",
    "user/cabinet/files/<str:cabinet_file>/": "a file",
    "cabinet/<str:cabinet_link>/<str:cabinet_file>/": "a file",
    "admin/web/files/download/": "a file",
    "admin/web/files/edit/": "of a file, which the site of the looks does not have",
    "admin/web/files/file/": "of a file, which the site of the looks does not have",
    "admin/accounts/bulk/<str:upload>/": "of an uploaded file, which the site of the looks does not have",
    "user/app-passwords/<str:app_password>/remove/": "of an app password, which the site of the looks does not have",
    "admin/accounts/<str:address>/sorting/<str:account_sorting_rule>/": "as user/sorting/<str:sorting_rule>/",
    "admin/accounts/<str:address>/spam-filter/<str:account_own_rule>/": "as user/spam-filter/<str:own_rule>/",
    "admin/web/cron/<str:cron_job>/": "of a scheduled job, which the site of the looks does not have",
    "admin/web/cron/<str:cron_job>/delete/": "of a scheduled job, which the site of the looks does not have",
    "jobs/<str:job>/": "of a job, which the site of the looks does not have",
    "jobs/<str:job>/cancel/": "of a job, which the site of the looks does not have",
    "jobs/<str:job>/result/": "of a job, which the site of the looks does not have",
}
"""Addresses of the portal without a page of their own, or without what the page would show."""

OUTSIDE = ("/", "/login/", "/console/login/", "/mypage/login/", "/nothing-here/")
"""Everybody's pages, besides those that features declare."""


def face_of(path: str) -> Face | None:
    """Whose page it is; None: everybody's."""
    return next((face for face, prefix in PREFIXES.items() if path.startswith(prefix) and "/login/" not in path), None)


def values(logins: dict[str, Any]) -> dict[str, str]:
    return {
        "address": logins["users"][0]["address"],
        "number": "W000000001",
        "name": "W000000001",
        "queue_id": HELD.queue_id,
        "login": "operator",
        "notice_key": "password_reset",
        "language": "ja",
        "alias": "info@sample.example",
        "domain": "sample-alias.example",
        "token": "ended",
        "cabinet_file": CABINET_FILE,
        "link": "1",
        "file_request": "1",
        "cabinet_link": "ended",
        "cabinet_request": "ended",
        "option": "mail-accounts",
        "order": "R00000001",
        "plan": "standard",
        "delivery_id": "1",
        "key": "1",
        "news": "1",
        "question": "1",
        "topic": "forwarding",
        "inquiry": "1",
        "version": "1",
        "record": "000000000000",
        "restriction": "1",
        "database": "s1_shop",
        "database_user": "s1_reader",
        "wordpress": "1",
        "wordpress_copy": "3",
        "virus_notice": "virus_removed",
        "backup": "1",
        "access_user": "1",
        "redirect_key": "1",
        "host": "sample.example",
        "subdomain": "shop",
        "contact": "1",
        "phrase": "1",
        "sorting_rule": "1",
        "own_rule": "1",
        "common_rule": "1",
        "company_contact": "1",
    }


def outside(logins: dict[str, Any]) -> list[str]:
    return [*OUTSIDE, *(f"/{_filled(path, logins)}" for path in routes(Face.SITE))]


def routes(face: Face) -> Iterator[str]:
    """The routes of its pages, but for those that only answer a form."""
    posted = {name for contract in contracts() for name in contract.posted_only}
    own = OWN[face].pages if face in OWN else ()
    every = [*own, *(page for _, page in features.pages(face))]
    paths = (page.path for page in every if f"{face}:{page.name}" not in posted)
    return (path for path in paths if PREFIXES.get(face, "/")[1:] + path not in NOT_LOOKED_AT)


def paths(face: Face, logins: dict[str, Any]) -> list[str]:
    looks = [look for contract in contracts() for look in contract.looks if face_of(look) is face]
    return [*(PREFIXES[face] + _filled(route, logins) for route in routes(face)), *looks]


def answers(face: Face | None, logins: dict[str, Any], new: str) -> list[Answer]:
    """new: a word that nothing had as its name yet."""
    known = {**values(logins), "new": new}
    return [
        Answer(
            answer.path.format_map(known),
            {name: value.format_map(known) for name, value in answer.filled.items()},
            answer.status,
        )
        for contract in contracts()
        for answer in contract.answers
        if face_of(answer.path) is face
    ]


def _filled(route: str, logins: dict[str, Any]) -> str:
    for name, value in values(logins).items():
        route = route.replace(f"<str:{name}>", value)
    assert "<" not in route, f"{route}: say in values() what stands there"
    return route
