"""Two-step verification among one's own settings (A3), and the page that the mailed link opens: for every kind of
login the same."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fumibako.chapters.identity.logins.sessions import remote_of
from fumibako.chapters.identity.logins.views import status_of
from fumibako.chapters.identity.two_step import forms, passkeys, services
from fumibako.chapters.identity.two_step.errors import AppSetUpEnded
from fumibako.chapters.identity.two_step.kinds import Holder, Kind
from fumibako.chapters.identity.two_step.links import holder_of_link
from fumibako.chapters.identity.two_step.models import Passkey
from fumibako.chapters.identity.two_step.queries import passkeys_of, recovery_codes_left, two_step_of
from fumibako.chapters.identity.two_step.secret_codes import picture_of, uri_of
from fumibako.groundwork.one_time.errors import LinkEnded
from fumibako.groundwork.one_time.services import look
from fumibako.groundwork.one_time.views import ended
from fumibako.groundwork.rules import Refused

show = require_http_methods(["GET", "POST"])
secret = sensitive_post_parameters("old", "code", "signed", "answer")
_PAGES = (
    *("two_step", "two_step_off", "two_step_codes", "two_step_app", "two_step_remove_app"),
    *("two_step_add_passkey", "two_step_rename_passkey", "two_step_remove_passkey"),
)


class Bound(HttpRequest):
    """A request behind the gate of a face."""

    actor: Any


@dataclass(frozen=True)
class Settings:
    """The pages of one kind of login."""

    kind: Kind

    def _render(
        self, request: HttpRequest, template: str, holder: Holder, status: int = 200, **more: Any
    ) -> HttpResponse:
        context = {
            "holder": holder,
            "two_step": two_step_of(holder.login),
            "codes_left": recovery_codes_left(holder.login),
            "ways": {page: self.kind.settings(page) for page in _PAGES},
            **more,
        }
        return render(request, f"two_step/{template}.html", context, status=status)

    def _back(self, request: HttpRequest, words: str) -> HttpResponse:
        messages.success(request, words)
        return redirect(self.kind.settings())

    @method_decorator((show, secret))
    def overview(self, request: Bound) -> HttpResponse:
        holder = self.kind.here(request)
        form = forms.SetUp(request.POST or None, holder=holder)
        status = 422 if form.errors else 200
        if request.method == "POST" and form.is_valid():
            address, password = form.cleaned_data["address"], form.cleaned_data["old"]
            try:
                services.request_set_up(
                    request, actor=request.actor, kind=self.kind, holder=holder, address=address, password=password
                )
            except Refused as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
            else:
                words = _("A mail has been sent to %(address)s. Open the link in it within 30 minutes.")
                return self._back(request, words % {"address": address})
        trusted = holder.login.trusted_browsers.order_by("-trusted_at")
        return self._render(
            request, "settings", holder, status, form=form, trusted=trusted, passkeys=passkeys_of(holder.login)
        )

    @method_decorator((show, secret))
    def switch_off(self, request: Bound) -> HttpResponse:
        words = gettext_noop("Two-step verification has been switched off.")
        return self._asked(request, "off", services.switch_off, words)

    @method_decorator((show, secret))
    def remove_app(self, request: Bound) -> HttpResponse:
        return self._asked(
            request, "remove_app", services.remove_app, gettext_noop("The authenticator app has been removed.")
        )

    @method_decorator((show, secret))
    def recovery_codes(self, request: Bound) -> HttpResponse:
        """The sheet is shown once: nobody has the codes afterwards."""
        return self._asked(request, "recovery_codes", services.make_recovery_codes, "")

    def _asked(self, request: Bound, template: str, deed: Callable[..., Any], words: str, **given: Any) -> HttpResponse:
        """The page of a deed that asks for the password only; there is none while two-step verification is off."""
        holder = self.kind.here(request)
        if two_step_of(holder.login) is None:
            return redirect(self.kind.settings())
        form = forms.CurrentPassword(request.POST or None)
        status = 422 if form.errors else 200
        if request.method == "POST" and form.is_valid():
            try:
                outcome = deed(request, actor=request.actor, holder=holder, password=form.cleaned_data["old"], **given)
            except Refused as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
            else:
                if words:
                    return self._back(request, _(words))
                return self._render(request, "sheet", holder, codes=outcome)
        return self._render(request, template, holder, status, form=form, **given)

    @method_decorator((show, secret))
    def app(self, request: Bound) -> HttpResponse:
        """The QR code, and the first code of the app as a sign that it has it."""
        holder = self.kind.here(request)
        if two_step_of(holder.login) is None:
            return redirect(self.kind.settings())
        form, status = forms.SetApp(request.POST or None), 200
        key = ""
        if request.method == "POST":
            status = 422
            try:
                key = services.app_secret_of(holder.login, request.POST.get("signed", ""))
                if form.is_valid():
                    given = form.cleaned_data
                    services.set_app(
                        request,
                        actor=request.actor,
                        holder=holder,
                        secret=key,
                        code=given["code"],
                        password=given["old"],
                    )
                    return self._back(request, _("The authenticator app has been registered."))
            except AppSetUpEnded as refusal:
                messages.error(request, str(refusal))
                return redirect(self.kind.settings("two_step_app"))
            except Refused as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
        if not key:
            key, signed = services.begin_app(holder.login)
            form = forms.SetApp(initial={"signed": signed})
        uri = uri_of(key, address=holder.name, service=settings.FUMIBAKO.hostname)
        picture = mark_safe(picture_of(uri))  # noqa: S308 made by us
        return self._render(request, "app", holder, status, form=form, secret=key, picture=picture)

    @method_decorator((show, secret))
    def add_passkey(self, request: Bound) -> HttpResponse:
        """Every answer has a challenge of its own, so a page that was refused asks for another passkey."""
        holder = self.kind.here(request)
        if two_step_of(holder.login) is None:
            return redirect(self.kind.settings())
        form = forms.AddPasskey(request.POST or None)
        status = 422 if form.errors else 200
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            try:
                services.add_passkey(
                    request,
                    actor=request.actor,
                    holder=holder,
                    name=given["name"],
                    signed=given["signed"],
                    answer=given["answer"],
                    password=given["old"],
                )
            except Refused as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
            else:
                return self._back(request, _("The passkey has been registered."))
        challenge, signed = services.begin_passkey(holder.login)
        options = passkeys.to_create(request, holder, challenge, passkeys_of(holder.login))
        return self._render(request, "add_passkey", holder, status, form=form, signed=signed, options=options)

    @method_decorator(show)
    def rename_passkey(self, request: Bound) -> HttpResponse:
        holder = self.kind.here(request)
        key = _asked_for(request, holder)
        if key is None:
            return redirect(self.kind.settings())
        form = forms.PasskeyName(request.POST or None, initial={"name": key.name})
        if request.method == "POST" and form.is_valid():
            services.rename_passkey(actor=request.actor, holder=holder, passkey=key, name=form.cleaned_data["name"])
            return self._back(request, _("The name of the passkey has been changed."))
        return self._render(request, "rename_passkey", holder, 422 if form.errors else 200, form=form, passkey=key)

    @method_decorator((show, secret))
    def remove_passkey(self, request: Bound) -> HttpResponse:
        key = _asked_for(request, self.kind.here(request))
        if key is None:
            return redirect(self.kind.settings())
        words = gettext_noop("The passkey has been removed.")
        return self._asked(request, "remove_passkey", services.remove_passkey, words, passkey=key)

    @method_decorator(show)
    def confirm(self, request: HttpRequest, token: str) -> HttpResponse:
        """Opened from the mail, by whoever reads it; only the button confirms."""
        issued = look(services.SET_UP, token)
        holder = holder_of_link(self.kind, issued)
        again = f"{self.kind.face}:two_step"
        if issued is None or holder is None:
            return ended(request, again)
        if request.method == "GET":
            return render(request, "two_step/confirm.html", {"holder": holder, "address": issued.note})
        try:
            services.confirm(kind=self.kind, token=token, remote=remote_of(request))
        except LinkEnded:
            return ended(request, again)
        return redirect(self.kind.address_of("two_step_confirmed"))

    @method_decorator(require_http_methods(["GET"]))
    def confirmed(self, request: HttpRequest) -> HttpResponse:
        context = {"codes": self.kind.settings("two_step_codes"), "kind": self.kind.login}
        return render(request, "two_step/confirmed.html", context)


def _asked_for(request: HttpRequest, holder: Holder) -> Passkey | None:
    """One of the holder's own. None where the page was opened without one; the list leads on."""
    number = request.GET.get("passkey", "")
    if not number:
        return None
    is_number = number.isdecimal() and len(number) < 18
    key = passkeys_of(holder.login).filter(pk=int(number)).first() if is_number else None
    if key is None:
        raise Http404
    return key
