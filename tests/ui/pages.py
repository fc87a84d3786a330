"""The pages that every look goes over, by who sees them."""

from typing import Any

from tests.ui.queue import HELD

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
    )
