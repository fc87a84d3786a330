"""What the API says where nothing was changed: always JSON, always {"error": {"code", "message", "field"}}."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from fumibako.chapters.identity.keys.errors import KeyClosed, NoKey
from fumibako.chapters.mail.accounts.errors import AnotherAdministrator
from fumibako.groundwork.programs import FAILURES, ProviderOnly, RoleTooLow
from fumibako.groundwork.rules import MissingValue, Refused, UnknownValue, WrongValue

MAX_BODY = 2_500_000
_STATUS = {NoKey: 401, KeyClosed: 403, ProviderOnly: 403, RoleTooLow: 403, AnotherAdministrator: 403}


def refused(refusal: Refused) -> JsonResponse:
    """404 where the object itself is not there, 422 where a rule says no."""
    is_missing = refusal.code.startswith("no_such_") and not refusal.field
    status = _STATUS.get(type(refusal), 404 if is_missing else 422)
    response = _failure(status, refusal.code, str(refusal), refusal.field)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def failed(status: int) -> JsonResponse:
    code, words = FAILURES.get(status, FAILURES[500] if status > 500 else FAILURES[400])
    return _failure(status, code, str(words))


def handle_in(api: NinjaAPI) -> None:
    """What django-ninja meets on its way becomes one of these answers; what is our mistake goes on to Django."""
    handlers: dict[type[Exception], Callable[[Any], JsonResponse]] = {
        Refused: refused,
        ValidationError: lambda error: refused(_as_refusal(error)),
        HttpError: lambda error: failed(error.status_code),
        RequestDataTooBig: lambda error: failed(413),
        SuspiciousOperation: lambda error: failed(400),
    }
    for kind, answer in handlers.items():
        api.add_exception_handler(kind, partial(_answer, answer))


class JsonOnly:
    """Below /api/, what stands before the API answers in JSON, too: wrong hosts, unknown addresses, a lost database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_too_large = int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY
        if request.path_info.startswith("/api/") and is_too_large:
            with language_of(request):
                return failed(413)
        response = self.get_response(request)
        is_json = response.headers.get("Content-Type", "").startswith("application/json")
        if not request.path_info.startswith("/api/") or response.status_code < 400 or is_json:
            return response
        with language_of(request):
            failure = failed(response.status_code)
        for name in ("Allow", "Retry-After"):
            if name in response.headers:
                failure.headers[name] = response.headers[name]
        return failure


def _answer(answer: Callable[[Any], JsonResponse], request: HttpRequest, error: Any) -> JsonResponse:
    return answer(error)


@contextmanager
def language_of(request: HttpRequest) -> Iterator[None]:
    """Programs that name no language read English."""
    is_japanese = request.headers.get("Accept-Language", "").startswith("ja")
    with translation.override("ja" if is_japanese else "en"):
        yield


def _as_refusal(error: ValidationError) -> Refused:
    """The first of what django-ninja found in the values."""
    first = error.errors[0]
    name = str(first["loc"][2] if len(first["loc"]) > 2 else first["loc"][-1])[:60]
    kind = {"missing": MissingValue, "extra_forbidden": UnknownValue}.get(first["type"], WrongValue)
    refusal = kind(name=name)
    refusal.field = name
    return refusal


def _failure(status: int, code: str, message: str, field: str = "") -> JsonResponse:
    error = {"code": code, "message": message, "field": field}
    return JsonResponse({"error": error}, status=status, json_dumps_params={"ensure_ascii": False})
