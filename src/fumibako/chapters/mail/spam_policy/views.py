"""Spam settings: the domain's (B5), one's own and those of any account (C6)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.requests import MemberRequest, own_and_of_account
from fumibako.chapters.mail.spam_policy import services
from fumibako.chapters.mail.spam_policy.forms import LEVELS, SetFilterUse, SetSpamPolicy
from fumibako.chapters.mail.spam_policy.queries import policy_of, use_of
from fumibako.groundwork.publish.queries import publication_of
from fumibako.groundwork.rules import Refused
from fumibako.machine.state import Aspect

show = require_http_methods(["GET", "POST"])


@show
def common(request: MemberRequest) -> HttpResponse:
    policy = policy_of(request.domain)
    level = next((name for name, score in LEVELS.items() if score == policy.threshold), "own")
    initial = {"is_on": policy.is_on, "level": level, "threshold": policy.threshold, "treatment": policy.treatment}
    form = SetSpamPolicy(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("is_on", "threshold", "treatment")}
        try:
            services.set_spam_policy(actor=request.actor, domain=request.domain, **given)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The spam settings have been saved."))
            return redirect(request.path)
    context = {"form": form, "state": publication_of(Aspect.DOMAIN, request.domain.name)}
    return render(request, "spam_policy/common.html", context, status=422 if form.errors else 200)


@show
def _use(request: MemberRequest, mailbox: Mailbox) -> HttpResponse:
    use, is_own = use_of(mailbox), mailbox == request.mailbox and not request.path.startswith("/admin/")
    names = ("common_filter", "own_filter", "may_choose")
    form = SetFilterUse(request.POST or None, initial={name: getattr(use, name) for name in names}, is_own=is_own)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_filter_use(actor=request.actor, mailbox=mailbox, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The spam settings have been saved."))
            return redirect(request.path)
    context = {
        "form": form,
        "mailbox": mailbox,
        "is_own": is_own,
        "use": use,
        "policy": policy_of(mailbox.domain),
        "state": publication_of(Aspect.SIEVE, mailbox.address),
    }
    return render(request, "spam_policy/use.html", context, status=422 if form.errors else 200)


own_use, use_of_account = own_and_of_account(_use)
