"""Moving in, by the administrator (B15)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.mail.accounts.queries import accounts
from fumibako.chapters.mail.moving_in import services
from fumibako.chapters.mail.moving_in.forms import MoveIn
from fumibako.chapters.mail.moving_in.jobs import NAME, move_in
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.groundwork.jobs import owners
from fumibako.groundwork.jobs.queries import jobs_of
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats import csvfile
from fumibako.machine.formats.csvfile import Charset

SHOWN_JOBS = 5


@require_http_methods(["GET", "POST"])
@done_once
def moving_in(request: MemberRequest) -> HttpResponse:
    """Say where the old mailboxes are; the copying is a job."""
    owner = owners.login(request.mailbox.login_id)
    addresses = (
        accounts().filter(domain__customer=request.customer).order_by("address").values_list("address", flat=True)
    )
    form = MoveIn(request.POST or None, request.FILES or None, addresses=addresses, domain=request.domain.name)
    if request.method == "POST" and form.is_valid():
        try:
            job = services.start(
                actor=request.actor,
                customer=request.customer,
                server=form.server(),
                entries=form.cleaned_data["entries"],
                owner=owner,
                kind=move_in,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("jobs:job", job.pk)
    context = {"form": form, "jobs": jobs_of((owner,), NAME)[:SHOWN_JOBS]}
    return render(request, "moving_in/moving_in.html", context, status=422 if form.errors else 200)


@require_GET
def template(request: MemberRequest) -> HttpResponse:
    """An empty list with the names of the columns."""
    content = csvfile.write([[_("Mail address"), _("Old login"), _("Old password")]], Charset.UTF_8)
    disposition = content_disposition_header(as_attachment=True, filename=_("moving-in-template.csv"))
    return HttpResponse(content, content_type="text/csv", headers={"Content-Disposition": disposition})
