"""The page of the provider's description, and the logo for everybody (13.2)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.console.branding import services
from fumibako.chapters.console.branding.forms import SetBranding
from fumibako.chapters.console.requests import OperatorRequest
from fumibako.groundwork.brand import colours
from fumibako.groundwork.brand.models import Branding
from fumibako.groundwork.brand.queries import branding
from fumibako.groundwork.rules import Refused

A_YEAR = "public, max-age=31536000, immutable"


@require_http_methods(["GET", "POST"])
def provider(request: OperatorRequest) -> HttpResponse:
    now = branding()
    initial = {field: getattr(now, field) for field in services.FIELDS}
    form = SetBranding(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        texts = {field: given[field] for field in services.FIELDS}
        logo = given["logo"] or (b"" if given["remove_logo"] else None)
        try:
            services.set_branding(actor=request.actor, texts=texts, logo=logo)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The provider's information has been saved."))
            return redirect("console:branding")
    context = {"form": form, "now": now}
    return render(request, "branding/provider.html", context, status=422 if form.errors else 200)


@require_GET
def stylesheet(request: HttpRequest) -> HttpResponse:
    """The colour's shades, behind the design system's own. Its address on pages changes with it (?v=)."""
    color = branding().color
    answer = HttpResponse(colours.stylesheet(color), content_type="text/css")
    is_this = color and request.GET.get("v") == color.removeprefix("#")
    answer.headers["Cache-Control"] = A_YEAR if is_this else "no-cache"
    return answer


@require_GET
def settings(request: OperatorRequest) -> HttpResponse:
    """The address that bookmarks know (issue 13)."""
    return redirect("console:branding")


@require_GET
def logo(request: HttpRequest) -> HttpResponse:
    """The picture, as a picture and nothing else. Its address on pages changes with it (?v=)."""
    row = Branding.objects.filter(pk=1).first()
    if row is None or not row.logo:
        raise Http404
    answer = HttpResponse(bytes(row.logo), content_type=row.logo_type)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = A_YEAR if request.GET.get("v") == row.logo_mark else "no-cache"
    return answer
