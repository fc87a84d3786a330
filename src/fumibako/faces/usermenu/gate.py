"""Who may use the user menu: whoever has a mailbox, for that mailbox."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from fumibako.faces.gates import to_login, welcome


def member(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let anybody with a mailbox through, bound to it. Administrators have one too."""

    @wraps(view)
    def gated(request: HttpRequest, **path: str) -> HttpResponse:
        mailbox = request.mailbox  # type: ignore[attr-defined] # identity's middleware
        if mailbox is None:
            return to_login(request, "membersite:login")
        return view(welcome(request, mailbox), **path)

    return gated
