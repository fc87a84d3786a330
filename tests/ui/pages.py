"""The pages that every look goes over, by who sees them: those of the addresses (test_pages.py compares them with the
URL configuration), and those that answer a form."""

from dataclasses import dataclass
from typing import Any

from tests.ui.queue import HELD

NOT_LOOKED_AT = {
    "logout/": "only posted",
    "console/logout/": "only posted",
    "preferences/": "only posted",
    "admin/accounts/<str:address>/resume/": "only posted",
    "console/customers/<str:number>/resume/": "only posted",
    "csp-report": "for browsers, empty",
    "healthz": "for programs, no page",
}
"""Addresses of the portal without a page of their own."""

OUTSIDE = ("/", "/login/", "/console/login/", "/nothing-here/")


def administrator(logins: dict[str, Any]) -> tuple[str, ...]:
    account = f"/admin/accounts/{logins['users'][0]['address']}/"
    return (
        "/admin/",
        "/admin/accounts/",
        "/admin/accounts/?search=nobody",
        "/admin/accounts/add/",
        account,
        *(f"{account}{page}/" for page in ("suspend", "password", "sheet", "delete")),
        "/admin/accounts/nobody@sample.example/",
    )


USER = ("/user/", *(f"/user/{page}/" for page in ("forwarding", "password", "repair", "sessions", "software")))


def operator(logins: dict[str, Any]) -> tuple[str, ...]:
    return (
        "/console/",
        "/console/customers/",
        "/console/customers/add/",
        *(f"/console/customers/W000000001/{page}" for page in ("", "contract/", "suspend/", "reissue/")),
        "/console/health/",
        "/console/held/",
        f"/console/held/{HELD.queue_id}/release/",
        "/console/style/",
        "/console/style/question/",
        "/console/customers/W999999999/",
    )


@dataclass(frozen=True)
class Answer:
    """The page that comes when the form at `path` is sent, filled in like that. status: its HTTP status at the end of
    all redirects."""

    path: str
    filled: dict[str, str]
    status: int


OUTSIDE_ANSWERS = (
    Answer("/login/", {"address": "nobody@sample.example", "password": "wrong-password"}, 422),
    Answer("/console/login/", {"login": "nobody", "password": "wrong-password"}, 422),
)
USER_ANSWERS = (
    Answer("/user/forwarding/", {"targets": "nowhere"}, 422),
    Answer("/user/password/", {"old": "wrong-password", "password": "short", "again": "other"}, 422),
    Answer("/user/repair/", {}, 200),  # it says that it cannot: no daemon stands behind this site
)


def administrator_answers(logins: dict[str, Any], new: str) -> tuple[Answer, ...]:
    """new: a word that no account had as its name yet."""
    account = f"/admin/accounts/{logins['users'][0]['address']}/"
    made = f"/admin/accounts/{new}@sample.example/"
    return (
        Answer("/admin/accounts/add/", {"local_part": "a b", "quota_bytes": "many"}, 422),
        Answer("/admin/accounts/add/", {"local_part": new}, 200),  # the hand-over
        Answer(f"{made}password/", {}, 200),  # the hand-over
        Answer(f"{made}suspend/", {}, 200),
        Answer(f"{account}delete/", {"address": "somebody@else.example"}, 422),
        Answer(f"{made}delete/", {"address": f"{new}@sample.example"}, 200),
    )


def operator_answers(new: str) -> tuple[Answer, ...]:
    """new: a word that no customer had as its domain yet."""
    return (
        Answer("/console/customers/add/", {"name": "", "domain": "nowhere"}, 422),
        Answer("/console/customers/add/", {"name": f"株式会社{new}", "domain": f"{new}.example"}, 200),  # the hand-over
        Answer("/console/customers/W000000001/contract/", {"accounts_max": "many"}, 422),
    )
