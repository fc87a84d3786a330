"""What one browser has shown at a link: its password, an address, and which downloads it has begun. A signed cookie, of
that link alone."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse

LIFETIME = timedelta(hours=12)
_SALT = "fumibako.cabinet"


@dataclass(frozen=True)
class Pass:
    """name: of what it opens. has_password: it was right. who: the proved address. asked: the address a code was mailed
    to. begun: keys of files whose download has been counted."""

    name: str
    has_password: bool = False
    who: str = ""
    asked: str = ""
    begun: tuple[str, ...] = ()

    def with_begun(self, key: str) -> "Pass":
        return replace(self, begun=(*self.begun, key))


def pass_of(request: HttpRequest, name: str) -> Pass:
    try:
        value: dict[str, Any] = signing.loads(
            request.COOKIES.get(_cookie(name), ""), salt=f"{_SALT}:{name}", max_age=LIFETIME
        )
    except signing.BadSignature:
        return Pass(name)
    return Pass(name, value["password"], value["who"], value["asked"], tuple(value["begun"]))


def give(response: HttpResponse, shown: Pass) -> HttpResponse:
    value = {"password": shown.has_password, "who": shown.who, "asked": shown.asked, "begun": shown.begun}
    response.set_cookie(
        _cookie(shown.name),
        signing.dumps(value, salt=f"{_SALT}:{shown.name}"),
        max_age=int(LIFETIME.total_seconds()),
        secure=True,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


def _cookie(name: str) -> str:
    return f"__Host-cabinet-{name}"
