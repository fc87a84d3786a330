"""Support login (E6): asked for on a page that says what it means, ended by the banner's button or by itself."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fumibako.chapters.console.requests import OperatorRequest
from fumibako.chapters.console.support_login import services
from fumibako.chapters.console.support_login.forms import StartSupportLogin
from fumibako.chapters.console.support_login.middleware import COOKIE, leave, support_of, support_over_of
from fumibako.chapters.identity.logins.middleware import sign_in_of
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import accounts, administrators_of
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.tenancy.models import Customer
from fumibako.groundwork.ui.views import here_or


@require_http_methods(["GET", "POST"])
def start(request: OperatorRequest, number: str) -> HttpResponse:
    customer = Customer.objects.filter(number=number).first()
    sign_in = sign_in_of(request, Login.Kind.OPERATOR)
    if customer is None or sign_in is None:
        raise Http404
    over = support_over_of(request)
    if over:
        leave(request)
    form = StartSupportLogin(request.POST or None, customer=customer, initial={"address": _address(request, customer)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = services.start_support_login(actor=request.actor, sign_in=sign_in, customer=customer, **given)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            leave(request)
            request.cookies_to_change.keep(COOKIE, made.token)  # type: ignore[attr-defined] # SignedIn
            home = menu_of(made.support_login.mailbox)
            return redirect(here_or(request, request.POST.get("next", ""), home))
    context = {
        "form": form,
        "customer": customer,
        "minutes": int(services.LASTS.total_seconds() // 60),
        "next": request.GET.get("next", request.POST.get("next", "")),
        "is_over": over is not None,
    }
    return render(request, "support_login/start.html", context, status=422 if form.errors else 200)


@require_POST
def end(request: OperatorRequest) -> HttpResponse:
    support = support_of(request) or support_over_of(request)
    if support is None:
        return redirect("console:desk")
    services.end_support_login(actor=request.actor, support_login=support)
    leave(request)
    messages.success(request, _("The support login has ended."))
    return redirect("console:customer", support.mailbox.domain.customer.number)


def menu_of(mailbox: Mailbox) -> str:
    return reverse("adminmenu:menu" if mailbox.role else "usermenu:menu")


def _address(request: OperatorRequest, customer: Customer) -> str:
    """The account that was asked for, else an administrator."""
    own = accounts().filter(domain__customer=customer)
    mailbox = own.filter(address=request.GET.get("address", "")).first() or administrators_of(customer).first()
    return mailbox.address if mailbox else ""
