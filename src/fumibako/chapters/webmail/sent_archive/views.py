"""The archive of sent mail, for the administrator (B12): found and shown, never changed."""

import re
from typing import Any

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.contract.options.models import Effect
from fumibako.chapters.contract.options.queries import has
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.webmail.letter import attachment_of, file_name, letter_of
from fumibako.chapters.webmail.reading.files import to_be_saved
from fumibako.chapters.webmail.reading.html import LOOK, safe
from fumibako.chapters.webmail.reading.views import BODY
from fumibako.chapters.webmail.sent_archive import errors, index, services
from fumibako.chapters.webmail.sent_archive.forms import SearchForm
from fumibako.groundwork.rules import Refused

_NUMBER = re.compile("[0-9]{1,15}")
MOST_CHOSEN = 200


@require_http_methods(["GET", "POST"])
def listed(request: MemberRequest) -> HttpResponse:
    if request.method == "POST":
        try:
            made = services.packed(actor=request.actor, domain=request.domain, chosen=_chosen(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(request.get_full_path())
        return to_be_saved(f"sent-mail-{timezone.localdate():%Y%m%d}.zip", made)
    form = SearchForm(request.GET if request.GET else {})
    asked = form.asked()
    page = int(request.GET["page"]) if _NUMBER.fullmatch(request.GET.get("page", "")) else 1
    rows, number = list[index.Found](), 0
    is_there = bool(index.months(settings.FUMIBAKO, services.tenant_of(request.domain)))
    if asked and is_there:
        rows, number = services.search(actor=request.actor, domain=request.domain, asked=asked, page=max(page, 1))
    context = {
        "form": form,
        "rows": rows,
        "page": Paginator(range(number), services.A_PAGE).get_page(page),
        "is_searched": any(request.GET.get(name) for name in form.fields),
        "is_there": is_there,
        "is_ordered": has(request.customer, Effect.ARCHIVE),
        "is_behind": is_there and index.waiting(settings.FUMIBAKO, services.tenant_of(request.domain)),
        "mail": settings.FUMIBAKO.settings.mail,
    }
    return render(request, "sent_archive/list.html", context, status=422 if form.errors else 200)


@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type] # a request behind the gate
@require_GET
def mail(request: MemberRequest, pack: str, place: str) -> HttpResponse:
    try:
        facts, octets, is_right = services.mail(**_of(request, pack, place), actor=request.actor, is_saved=False)
    except errors.NoSuchMail as error:
        raise Http404 from error
    context = {"facts": facts, "letter": letter_of(octets), "is_right": is_right, "pack": pack, "place": place}
    key = services.key_of_body(**_of(request, pack, place))
    return render(request, "sent_archive/mail.html", {**context, "key": key})


@require_GET
def eml(request: MemberRequest, pack: str, place: str) -> HttpResponse:
    try:
        _, octets, _ = services.mail(**_of(request, pack, place), actor=request.actor, is_saved=True)
    except errors.NoSuchMail as error:
        raise Http404 from error
    return to_be_saved(file_name(octets), octets)


@require_GET
def attachment(request: MemberRequest, pack: str, place: str, part: str) -> HttpResponse:
    try:
        _, octets, _ = services.mail(**_of(request, pack, place), actor=request.actor, is_saved=True)
    except errors.NoSuchMail as error:
        raise Http404 from error
    found = attachment_of(octets, int(part)) if _NUMBER.fullmatch(part) else None
    if found is None:
        raise Http404
    return to_be_saved(*found)


@require_GET
def _body(request: MemberRequest, pack: str, place: str) -> HttpResponse:
    try:
        octets = services.body(**_of(request, pack, place), key=request.GET.get("key", ""))
    except errors.NoSuchMail as error:
        raise Http404 from error
    if octets is None:
        return redirect("adminmenu:sent_archive_mail", pack, place)
    letter = letter_of(octets)
    context = {"look": LOOK, "html": safe(letter.html, inline=letter.inline).html, "letter": letter}
    return render(request, "reading/body.html", context)


_shown = csp_replace(BODY)(_body)  # type: ignore[arg-type] # a request behind the gate


@xframe_options_sameorigin
def body(request: MemberRequest, pack: str, place: str) -> HttpResponseBase:
    """A mail's HTML, for the frame of its page; nothing of it is loaded from outside."""
    answer: HttpResponseBase = _shown(request, pack=pack, place=place)  # type: ignore[call-arg] # what the page takes
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _of(request: MemberRequest, pack: str, place: str) -> dict[str, Any]:
    """Raises Http404."""
    if not _NUMBER.fullmatch(place):
        raise Http404
    return {"domain": request.domain, "pack": pack, "place": int(place)}


def _chosen(request: MemberRequest) -> list[tuple[str, int]]:
    found = (each.partition(":") for each in request.POST.getlist("mail")[:MOST_CHOSEN])
    return [(pack, int(place)) for pack, _, place in found if _NUMBER.fullmatch(place)]
