"""Puts the logins of this browser on every request."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse

from fumibako.chapters.identity.logins import sessions
from fumibako.chapters.identity.logins.models import Login, SignIn


class SignedIn:
    """request.sign_ins: this browser's sessions by kind of login; a kind without one is missing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        cookies = sessions.Cookies()
        request.cookies_to_change = cookies  # type: ignore[attr-defined]
        found = {kind: sign_in for kind in Login.Kind if (sign_in := sessions.found(request, kind))}
        request.sign_ins = found  # type: ignore[attr-defined]
        response = self.get_response(request)
        for change in cookies.changes.values():
            change(response)
        if found:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def sign_in_of(request: HttpRequest, kind: Login.Kind) -> SignIn | None:
    found: Mapping[Login.Kind, SignIn] = getattr(request, "sign_ins", {})
    return found.get(kind)
