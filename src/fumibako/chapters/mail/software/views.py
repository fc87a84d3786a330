"""One's own settings sheet, and what mail programs ask for by themselves."""

import logging
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.mail.software import apple, discovery
from fumibako.chapters.mail.software.discovery import NotAsked
from fumibako.chapters.mail.software.queries import place_asked
from fumibako.chapters.mail.software.servers import autodiscover_url, servers
from fumibako.groundwork.brand.queries import branding
from fumibako.machine.daemons.own_certificate.control import OwnCertificate
from fumibako.machine.formats.addresses import BadAddress, parse_address
from fumibako.machine.provision.client import AgentDown, AgentRefused

log = logging.getLogger("fumibako.software")
LONGEST_REQUEST = 8192
XML = "text/xml; charset=utf-8"


@require_GET
def sheet(request: MemberRequest) -> HttpResponse:
    return render(request, "software/sheet.html", {"mailbox": request.mailbox, "servers": servers()})


@require_GET
def apple_profile(request: MemberRequest) -> HttpResponse:
    """A file that iPhone, iPad and Mac install."""
    address = request.mailbox.address
    content = apple.profile(
        address=address,
        person=request.mailbox.display_name or address,
        servers=servers(),
        provider=branding().service,
        title=_("Mail (%(address)s)") % {"address": address},
        explanation=_("Sets up this mail account. The device asks for the password."),
    )
    try:
        content = OwnCertificate(settings.FUMIBAKO).signed(content)
    except (AgentDown, AgentRefused) as error:
        log.warning("an Apple profile goes out unsigned: %s", error)  # it works all the same
    answer = HttpResponse(content, content_type="application/x-apple-aspen-config")
    answer["Content-Disposition"] = content_disposition_header(True, f"{quote(address, safe='@')}.mobileconfig")
    return answer


@require_GET
def autoconfig(request: HttpRequest) -> HttpResponse:
    """Thunderbird and others. The address only tells the domain: an unknown one is answered like any other."""
    typed = request.GET.get("emailaddress", "")
    try:
        address = parse_address(typed) if typed else ""
    except BadAddress as error:
        raise Http404 from error
    place = place_asked(called=_called(request), address=address)
    if place is None:
        raise Http404
    content = discovery.autoconfig(place, servers(), provider=branding().service)
    return HttpResponse(content, content_type=XML)


@csrf_exempt  # mail programs have no token; nothing is changed
@require_POST
def autodiscover(request: HttpRequest) -> HttpResponse:
    """Outlook. What we do not answer is told as Outlook's errors are, with status 200."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_REQUEST:
        return HttpResponse(status=413)
    try:
        address = discovery.address_asked(request.body)
        place = place_asked(called=_called(request), address=address)
        if place is None:
            raise NotAsked(500)
    except NotAsked as refusal:
        return HttpResponse(discovery.autodiscover_error(refusal.code), content_type=XML)
    return HttpResponse(discovery.autodiscover(address, place, servers()), content_type=XML)


@require_GET
def autodiscover_json(request: HttpRequest) -> HttpResponse:
    """Where the answer for Outlook is; other protocols than its own there are none."""
    if request.GET.get("Protocol", "").lower() == "autodiscoverv1":
        return JsonResponse({"Protocol": "AutodiscoverV1", "Url": autodiscover_url()})
    told = {"ErrorCode": "InvalidProtocol", "ErrorMessage": "Only AutodiscoverV1 is supported."}
    return JsonResponse(told, status=400)


def _called(request: HttpRequest) -> str:
    """nginx says which domain's name was called, for autoconfig.DOMAIN and autodiscover.DOMAIN."""
    return request.headers.get("X-Mail-Domain", "").lower()
