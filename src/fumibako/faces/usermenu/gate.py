"""Who may use the user menu: whoever has a mailbox, for that mailbox."""

from functools import wraps

from django.http import Http404, HttpRequest, HttpResponseBase

from fumibako.faces.gates import closed_to_support, mailbox_here, to_login, welcome
from fumibako.faces.looking import with_closed_forms
from fumibako.groundwork.features import Face, Feature, Page, View


def member(feature: Feature, page: Page) -> View:
    """Let anybody with a mailbox through, bound to it. Administrators have one too."""

    @wraps(page.view)
    def gated(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        mailbox = mailbox_here(request)
        if mailbox is None:
            return to_login(request, "membersite:login")
        bound = welcome(request, mailbox, Face.USER, page, kwargs)
        if not bound.allows(feature):
            raise Http404
        if closed := closed_to_support(bound, page):
            return closed
        response = page.view(bound, **kwargs)
        return with_closed_forms(response, bound.closed) if bound.closed else response

    return gated
