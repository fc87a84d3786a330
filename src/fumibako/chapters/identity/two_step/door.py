"""The page between the password and the session: the verification code or a passkey, and another mail."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.sessions import remote_of
from fumibako.chapters.identity.two_step import passkeys
from fumibako.chapters.identity.two_step import step as steps
from fumibako.chapters.identity.two_step.errors import StepEnded, TooManyCodes
from fumibako.chapters.identity.two_step.forms import Code
from fumibako.chapters.identity.two_step.kinds import Kind
from fumibako.chapters.identity.two_step.models import Step
from fumibako.chapters.identity.two_step.queries import passkeys_of, two_step_of, veiled
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.ui.views import here_or

show = require_http_methods(["GET", "POST"])


@dataclass(frozen=True)
class SecondStep:
    """The pages of one kind of login."""

    kind: Kind

    def begin(self, request: HttpRequest, login: Login) -> str:
        """Whoever has an app or a passkey needs no mail; a button sends one."""
        step = steps.begin(request, login)
        two_step = two_step_of(login)
        if two_step is None or not (two_step.app_secret or passkeys_of(login).exists()):
            self._send(request, step)
        return self.kind.address_of("login_code")

    @method_decorator((show, sensitive_post_parameters("code", "passkey")))
    def code(self, request: HttpRequest) -> HttpResponse:
        after = request.POST.get("next") or request.GET.get("next", "")
        form = Code(request.POST or None)
        status = 422 if form.errors else 200
        try:
            step = steps.step_of(request, self.kind)
            if request.method == "POST" and form.is_valid():
                given = form.cleaned_data
                steps.pass_step(
                    request, step=step, code=given["code"], passkey=given["passkey"], is_to_trust=given["trust"]
                )
                return redirect(here_or(request, after, reverse(self.kind.door)))
        except StepEnded as refusal:
            return self._from_the_start(request, refusal, after)
        except Refused as refusal:
            form.refuse(refusal)
            status = 429 if isinstance(refusal, TooManyCodes) else 422
        return render(request, "two_step/code.html", self._context(request, form, step, after), status=status)

    def _context(self, request: HttpRequest, form: Code, step: Step, after: str) -> dict[str, object]:
        two_step, keys = two_step_of(step.login), list(passkeys_of(step.login))
        return {
            "form": form,
            "next": after,
            "step": step,
            "is_mailed": steps.is_mailed(step),
            "address": veiled(two_step.address) if two_step else "",
            "has_app": bool(two_step and two_step.app_secret),
            "passkey": passkeys.to_get(request, step.challenge, keys) if keys else "",
            "rescue": self.kind.rescue,
            "again": self.kind.address_of("login_code_again"),
            "door": reverse(self.kind.door),
        }

    @method_decorator(show)
    def send_again(self, request: HttpRequest) -> HttpResponse:
        """By its button only; a bookmark leads to the form."""
        page = self.kind.address_of("login_code")
        if request.method == "GET":
            return redirect(page)
        after = request.POST.get("next", "")
        try:
            step = steps.step_of(request, self.kind)
        except StepEnded as refusal:
            return self._from_the_start(request, refusal, after)
        if self._send(request, step):
            messages.success(request, _("A new code has been sent. Only the code in the latest mail works."))
        return redirect(_with_next(page, after))

    def _send(self, request: HttpRequest, step: Step) -> bool:
        holder = self.kind.holder(step.login)
        try:
            if holder is None:
                raise StepEnded
            steps.send_code(step, holder, remote=remote_of(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
            return False
        return True

    def _from_the_start(self, request: HttpRequest, refusal: Refused, after: str) -> HttpResponse:
        messages.error(request, str(refusal))
        return redirect(_with_next(reverse(self.kind.door), after))


def _with_next(page: str, after: str) -> str:
    return f"{page}?{urlencode({'next': after})}" if after else page
