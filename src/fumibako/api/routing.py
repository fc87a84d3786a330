"""JSON in, JSON out, for programs of the operator on this machine.

Whoever reaches the admin socket as root is the operator; there is no key to lose. Everybody else gets 401. Answers:
200 with the facts; 4xx with {"error": {"code", "message", "field"}}, where nothing was changed: 404 for what is not
there, 422 for what a rule refused, 400 and 413 for what is no JSON object or too large.
"""

import json
import os
import socket
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from fumibako.groundwork.audit.actor import Actor, Kind
from fumibako.groundwork.rules import Refused, Values
from fumibako.machine.system.peers import peer_of

Function = Callable[..., Any]
NOT_THERE = frozenset(
    {"no_such_account", "no_such_customer", "no_such_domain", "no_such_job", "no_such_mail", "no_such_order"}
)


def resource(**methods: Function) -> Callable[..., HttpResponseBase]:
    """Return the view of one address: a function per method, called as function(actor, values, **path)."""

    @csrf_exempt  # no cookie counts here, so none can be ridden
    def view(request: HttpRequest, **path: str) -> HttpResponseBase:
        if not _is_operator(request):
            return _error(401, "unauthorized", "This address answers to the operator on this machine only.")
        function = methods.get(request.method or "")
        if function is None:
            refusal = _error(405, "method", f"{request.method} is not done here.")
            refusal.headers["Allow"] = ", ".join(methods)
            return refusal
        try:
            raw = json.loads(request.body or b"{}") if request.method != "GET" else request.GET.dict()
            if not isinstance(raw, dict):
                raise ValueError("the body is not an object")
        except RequestDataTooBig as error:
            return _error(413, "too_large", str(error))
        except (ValueError, RecursionError, SuspiciousOperation) as error:
            return _error(400, "json", str(error))
        is_japanese = request.headers.get("Accept-Language", "").startswith("ja")
        with translation.override("ja" if is_japanese else "en"):
            try:
                answer = function(Actor(Kind.OPERATOR, "root", "local"), Values(raw), **path)
            except Refused as refusal:
                status = 404 if refusal.code in NOT_THERE else 422
                return _error(status, refusal.code, str(refusal), refusal.field)
        return JsonResponse(answer, safe=False, json_dumps_params={"ensure_ascii": False})

    return view


def _error(status: int, code: str, message: str, field: str = "") -> JsonResponse:
    return JsonResponse({"error": {"code": code, "message": message, "field": field}}, status=status)


def _is_operator(request: HttpRequest) -> bool:
    """gunicorn hands on the connection's own socket; who is at its other end, the kernel says."""
    connection = request.META.get("gunicorn.socket")
    if not isinstance(connection, socket.socket) or connection.family != socket.AF_UNIX:
        return False
    is_admins = connection.getsockname() == os.fspath(settings.FUMIBAKO.admin_socket)
    return is_admins and peer_of(connection).uid == 0
