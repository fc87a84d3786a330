"""Puts on every request who is here."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from fumibako.chapters.identity import sessions


class SignedIn:
    """request.mailbox and request.operator: who is logged in on the member site and on the console, or None;
    request.member_sign_in: the mailbox's session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        cookies = sessions.Cookies()
        request.cookies_to_change = cookies  # type: ignore[attr-defined]
        member = sessions.found(request, sessions.MEMBER_COOKIE)
        operator = sessions.found(request, sessions.CONSOLE_COOKIE)
        request.member_sign_in, request.mailbox = member, member.mailbox if member else None  # type: ignore[attr-defined]
        request.operator = operator.operator if operator else None  # type: ignore[attr-defined]
        response = self.get_response(request)
        for change in cookies.changes.values():
            change(response)
        if member or operator:
            response.headers.setdefault("Cache-Control", "no-store")
        return response
