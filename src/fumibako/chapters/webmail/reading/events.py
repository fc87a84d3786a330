"""The stream by which a page hears that there is something new to see (docs/decisions/0174)."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.mail.shared.queries import read_by
from fumibako.machine.daemons.pushd import control


@require_GET
def stream(request: MemberRequest) -> HttpResponse:
    """Of the account's mailbox and of those that others share with it; nginx takes it from pushd."""
    own = request.mailbox.address
    headers = {"X-Accel-Redirect": control.stream((own, *read_by(request.mailbox)))}
    return HttpResponse(content_type="text/event-stream", headers=headers)
