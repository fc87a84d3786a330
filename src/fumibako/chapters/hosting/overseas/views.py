"""Whether the site is closed to visitors from abroad (D7)."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.hosting.overseas.forms import SetOverseas
from fumibako.chapters.hosting.overseas.models import OverseasRestriction
from fumibako.chapters.hosting.overseas.queries import refused_today
from fumibako.chapters.hosting.overseas.services import set_overseas
from fumibako.chapters.hosting.requests import HostingRequest, own_site
from fumibako.groundwork.publish.queries import publication_of
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.countries import control as countries
from fumibako.machine.state import Aspect

OLD_DAYS = 14


@require_http_methods(["GET", "POST"])
def overseas(request: HostingRequest) -> HttpResponse:
    site = own_site(request)
    row = OverseasRestriction.objects.filter(site=site).first() or OverseasRestriction()
    form = SetOverseas(_sent(request), initial=_initial(row))
    if request.method == "POST" and "add_own" not in request.POST and form.is_valid():
        try:
            set_overseas(actor=request.actor, site=site, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The overseas restriction has been saved."))
            return redirect("adminmenu:overseas")
    return render(request, "overseas/overseas.html", _context(request, form), status=422 if form.errors else 200)


def _context(request: HostingRequest, form: SetOverseas) -> dict[str, object]:
    own = request.actor.remote
    made_on: date = countries.made_on(settings.FUMIBAKO)
    return {
        "form": form,
        "state": publication_of(Aspect.SITE, request.domain.name),
        "own_address": own,
        "is_own_abroad": bool(own) and not countries.is_in_japan(settings.FUMIBAKO, own),
        "made_on": made_on,
        "refusals": refused_today(own_site(request)),
        "is_old": (timezone.localdate() - made_on).days > OLD_DAYS,
    }


def _initial(row: OverseasRestriction) -> dict[str, object]:
    return {
        "is_on": row.is_on,
        "folders": "\n".join(row.folders),
        "networks": "\n".join(row.exceptions),
        "page": row.page,
    }


def _sent(request: HostingRequest) -> QueryDict | None:
    """What was sent; with the address from which this browser came as a further line where its button was pressed."""
    if request.method != "POST":
        return None
    sent = request.POST.copy()
    typed = sent.get("networks", "").strip()
    if "add_own" in sent and request.actor.remote not in typed.split():
        sent["networks"] = f"{typed}\n{request.actor.remote}".strip()
    return sent
