"""The company's signature, by the administrator (B13)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.webmail.company_signature.forms import SetCompanySignature
from fumibako.chapters.webmail.company_signature.queries import company_signature, filled_for
from fumibako.chapters.webmail.company_signature.services import set_company_signature
from fumibako.groundwork.rules import Refused


@require_http_methods(["GET", "POST"])
def signature(request: MemberRequest) -> HttpResponse:
    form = SetCompanySignature(request.POST or None, initial={"text": company_signature(request.customer)})
    if request.method == "POST" and form.is_valid():
        try:
            set_company_signature(actor=request.actor, customer=request.customer, text=form.cleaned_data["text"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The company signature has been saved."))
            return redirect(request.path)
    context = {"form": form, "shown": filled_for(request.mailbox)}
    return render(request, "company_signature/signature.html", context, status=422 if form.errors else 200)
