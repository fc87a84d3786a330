"""Who may use the administrator menu, and for which domain."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse

from fumibako.faces.gates import to_login, welcome


def administrator(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the administrator of a domain through, bound to that domain. To a user these pages do not exist."""

    @wraps(view)
    def gated(request: HttpRequest, **path: str) -> HttpResponse:
        mailbox = request.mailbox  # type: ignore[attr-defined] # identity's middleware
        if mailbox is None:
            return to_login(request, "membersite:login")
        if not mailbox.is_administrator:
            raise Http404
        return view(welcome(request, mailbox), **path)

    return gated
