"""API keys of a customer's administrators and of the operators (B13): the same pages in both menus."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.identity.keys import services
from fumibako.chapters.identity.keys.forms import AddKey
from fumibako.chapters.identity.keys.queries import key_of, keys_of
from fumibako.chapters.identity.logins.middleware import sign_in_of
from fumibako.chapters.identity.logins.models import Login
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.features import Face
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.once.services import once
from fumibako.groundwork.rules import Refused

show = method_decorator(require_http_methods(["GET", "POST"]))


class KeyRequest(HttpRequest):
    """What both menus' gates have put on it."""

    actor: Actor


@dataclass(frozen=True)
class Keys:
    """kind: whose keys these are; face: the menu they are kept in."""

    kind: Login.Kind
    face: Face

    @method_decorator(require_GET)
    def listed(self, request: KeyRequest) -> HttpResponse:
        found = keys_of(self._login(request).customer)
        return render(
            request, "keys/list.html", {"keys": found, "is_console": self.face is Face.CONSOLE, **self._places()}
        )

    @show
    def add(self, request: KeyRequest) -> HttpResponse:
        """The page after it is the only place where the key is ever shown."""
        form = AddKey(request.POST or None, kind=self.kind)
        if request.method == "POST" and form.is_valid():
            try:
                made = once(request, lambda: {"token": self._add(request, form)})
            except Refused as refusal:
                form.refuse(refusal)
            else:
                return render(request, "keys/made.html", {**self._made(made["token"]), **self._places()})
        return render(request, "keys/add.html", {"form": form, **self._places()}, status=422 if form.errors else 200)

    @show
    @method_decorator(done_once)
    def revoke(self, request: KeyRequest, key: str) -> HttpResponse:
        if not key.isascii() or not key.isdecimal() or len(key) > 18:
            raise Http404
        found = get_object_or_404(keys_of(self._login(request).customer), pk=int(key))
        if request.method == "POST":
            services.revoke_key(actor=request.actor, key=found)
            messages.success(request, _("The API key “%(name)s” has been revoked.") % {"name": found.name})
            return redirect(f"{self.face}:keys")
        return render(request, "keys/revoke.html", {"key": found, **self._places()})

    def _add(self, request: KeyRequest, form: AddKey) -> str:
        return services.add_key(actor=request.actor, login=self._login(request), **form.cleaned_data).token

    def _made(self, token: str) -> dict[str, object]:
        """Revoked meanwhile, it is not shown again."""
        if (key := key_of(token)) is None:
            raise Http404
        return {"key": key, "token": token}

    def _login(self, request: HttpRequest) -> Login:
        """Of whoever the gate has let in."""
        sign_in = sign_in_of(request, self.kind)
        if sign_in is None:
            raise Http404
        return sign_in.login

    def _places(self) -> dict[str, str]:
        return {
            "keys_url": reverse(f"{self.face}:keys"),
            "add_url": reverse(f"{self.face}:add_key"),
            "revoke_name": f"{self.face}:revoke_key",
        }


CUSTOMERS = Keys(Login.Kind.MEMBER, Face.ADMIN)
OPERATORS = Keys(Login.Kind.OPERATOR, Face.CONSOLE)
