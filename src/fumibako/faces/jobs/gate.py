"""Whose a job's page is: only somebody who has its key finds it, and only while they have the menu it belongs to."""

from collections.abc import Callable, Iterator, Mapping
from typing import cast

from django.http import Http404, HttpRequest, HttpResponseBase

from fumibako.chapters.features import jobs
from fumibako.chapters.identity.logins.middleware import sign_in_of
from fumibako.chapters.identity.logins.models import Login
from fumibako.faces.adminmenu.gate import administrator
from fumibako.faces.console.gate import operator
from fumibako.faces.gates import mailbox_here, to_login
from fumibako.faces.usermenu.gate import member
from fumibako.groundwork.features import Face, Feature, Page, View
from fumibako.groundwork.jobs import owners
from fumibako.groundwork.jobs.queries import job_of
from fumibako.groundwork.jobs.views import JobRequest
from fumibako.groundwork.tenancy.roles import Role

_GATES: Mapping[Face, Callable[[Feature, Page], View]] = {
    Face.ADMIN: administrator,
    Face.USER: member,
    Face.CONSOLE: operator,
}
_OWN = Feature(id="B13", duty=None, is_for_support=True)


def owner(view: View) -> View:
    """Bind the request to the job and let its owner through, into the menu of the job's kind. To everybody else there
    is no such job."""
    of_face = {face: gate(_OWN, Page(face, "", view, "")) for face, gate in _GATES.items()}

    def gated(request: HttpRequest, job: str) -> HttpResponseBase:
        keys = set(_keys(request))
        if not keys:
            return to_login(request, "membersite:login")
        row = job_of(keys, job)
        kind = jobs().get(row.kind) if row else None
        if row is None or kind is None:
            raise Http404
        bound = cast(JobRequest, request)
        bound.job, bound.kind = row, kind
        return of_face[Face(kind.page.partition(":")[0])](bound, job=job)

    return gated


def _keys(request: HttpRequest) -> Iterator[str]:
    """Of everybody who is logged in in this browser."""
    for kind in Login.Kind:
        if sign_in := sign_in_of(request, kind):
            yield owners.login(sign_in.login.pk)
    mailbox = mailbox_here(request)
    if mailbox and mailbox.role == Role.EVERYTHING:
        customer = mailbox.domain.customer
        yield owners.customer(customer.number)
        yield from map(owners.domain, customer.domains.values_list("name", flat=True))
