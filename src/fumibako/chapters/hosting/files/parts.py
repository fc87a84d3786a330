"""Files that the page's script uploads in parts, and goes on with where they were cut (D1)."""

from http import HTTPStatus

from django.contrib import messages
from django.http import JsonResponse
from django.views.decorators.http import require_POST

from fumibako.chapters.hosting.files import errors, queries, services
from fumibako.chapters.hosting.files.addresses import chosen
from fumibako.chapters.hosting.files.forms import Part
from fumibako.chapters.hosting.files.views import uploaded
from fumibako.chapters.hosting.requests import HostingRequest, own_site
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.sites.control import Parted


@require_POST
def part(request: HostingRequest) -> JsonResponse:
    """With a part this is added, with `forget` all of it goes; else: how much of it has come."""
    form, site = Part(request.POST), own_site(request)
    if not form.is_valid():
        return JsonResponse({}, status=HTTPStatus.BAD_REQUEST)
    given = form.cleaned_data
    offset, part = given.pop("offset"), request.FILES.get("part")
    file = Parted(folder=chosen(request).folder, **given)
    try:
        if "forget" in request.POST:
            services.forget_parts(site, file)
            return JsonResponse({})
        if offset is None:
            progress = queries.progress_of(site, file)
        else:
            pieces = part.chunks() if part else ()
            progress = services.add_part(actor=request.actor, site=site, file=file, offset=offset, pieces=pieces)
    except Refused as refusal:
        is_passing = isinstance(refusal, errors.PASSING)
        status = HTTPStatus.SERVICE_UNAVAILABLE if is_passing else HTTPStatus.UNPROCESSABLE_ENTITY
        return JsonResponse({"code": refusal.code, "message": str(refusal)}, status=status)
    if progress.is_whole:
        messages.success(request, uploaded(1))
    return JsonResponse({"offset": progress.offset, "is_whole": progress.is_whole})
