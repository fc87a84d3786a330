"""Who may use the administrator menu, for which domain, and for what."""

from functools import wraps

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext

from fumibako.chapters.mail.accounts.errors import AnotherAdministrator
from fumibako.faces.gates import closed_to_support, mailbox_here, to_login, welcome
from fumibako.faces.looking import with_closed_forms
from fumibako.groundwork.features import Face, Feature, Page, View
from fumibako.groundwork.tenancy.roles import may_change


def administrator(feature: Feature, page: Page) -> View:
    """Let an administrator through, bound to their domain. To a user these pages do not exist; to an administrator
    those outside their role do not."""

    @wraps(page.view)
    def gated(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        mailbox = mailbox_here(request)
        if mailbox is None:
            return to_login(request, "membersite:login")
        if not mailbox.role:
            raise Http404
        bound = welcome(request, mailbox, Face.ADMIN, page, kwargs)
        if not bound.allows(feature):
            raise Http404
        if closed := closed_to_support(bound, page):
            return closed
        if feature.duty and not may_change(bound.role, feature.duty):
            if request.method not in ("GET", "HEAD"):
                return render(bound, "adminmenu/role_too_low.html", status=403)
            bound.closed = gettext("Your role in this menu is “look only”. Ask the administrator for another role.")
        try:
            response = page.view(bound, **kwargs)
        except AnotherAdministrator as refusal:
            return render(bound, "adminmenu/role_too_low.html", {"refusal": refusal}, status=403)
        return with_closed_forms(response, bound.closed) if bound.closed else response

    return gated
