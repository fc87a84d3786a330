"""The page between the password and the session: the verification code, and another mail."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.sessions import remote_of
from fumibako.chapters.mail.two_step import step as steps
from fumibako.chapters.mail.two_step.errors import StepEnded, TooManyCodes
from fumibako.chapters.mail.two_step.forms import Code
from fumibako.chapters.mail.two_step.models import Step
from fumibako.chapters.mail.two_step.queries import two_step_of, veiled
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.ui.views import here_or


def begin(request: HttpRequest, login: Login) -> str:
    """Whoever has an app needs no mail; a button sends one."""
    step = steps.begin(request, login)
    two_step = two_step_of(login)
    if two_step is None or not two_step.app_secret:
        _send(request, step)
    return reverse("membersite:login_code")


def _send(request: HttpRequest, step: Step) -> bool:
    try:
        steps.send_code(step, remote=remote_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    return True


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("code")
def code(request: HttpRequest) -> HttpResponse:
    after = request.POST.get("next") or request.GET.get("next", "")
    form = Code(request.POST or None)
    status = 422 if form.errors else 200
    try:
        step = steps.step_of(request)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            steps.pass_step(request, step=step, code=given["code"], is_to_trust=given["trust"])
            return redirect(here_or(request, after, reverse("membersite:login")))
    except StepEnded as refusal:
        return _from_the_start(request, refusal, after)
    except Refused as refusal:
        form.refuse(refusal)
        status = 429 if isinstance(refusal, TooManyCodes) else 422
    two_step = two_step_of(step.login)
    context = {
        "form": form,
        "next": after,
        "step": step,
        "is_mailed": steps.is_mailed(step),
        "address": veiled(two_step.address) if two_step else "",
        "has_app": bool(two_step and two_step.app_secret),
    }
    return render(request, "two_step/code.html", context, status=status)


@require_http_methods(["GET", "POST"])
def send_again(request: HttpRequest) -> HttpResponse:
    """By its button only; a bookmark leads to the form."""
    if request.method == "GET":
        return redirect("membersite:login_code")
    after = request.POST.get("next", "")
    try:
        step = steps.step_of(request)
    except StepEnded as refusal:
        return _from_the_start(request, refusal, after)
    if _send(request, step):
        messages.success(request, _("A new code has been sent. Only the code in the latest mail works."))
    return redirect(_with_next("membersite:login_code", after))


def _from_the_start(request: HttpRequest, refusal: Refused, after: str) -> HttpResponse:
    messages.error(request, str(refusal))
    return redirect(_with_next("membersite:login", after))


def _with_next(name: str, after: str) -> str:
    return f"{reverse(name)}?{urlencode({'next': after})}" if after else reverse(name)
