"""Every address of the API, from what features declare, and the OpenAPI document that describes them."""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache, wraps
from inspect import Parameter, signature
from typing import Any, get_args

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.parser import Parser
from ninja.renderers import JSONRenderer
from ninja.security import HttpBearer
from pydantic import BaseModel

from fumibako.api.door import caller_of, check_may
from fumibako.api.failures import failed, handle_in, language_of, refused
from fumibako.chapters.features import features, in_order
from fumibako.groundwork.features import Feature, Reach, Resource
from fumibako.groundwork.programs import Caller, Failure
from fumibako.groundwork.rules import Refused, UnknownValue

BASE = "api/v1/"
Function = Callable[..., Any]


class Key(HttpBearer):
    """Whether the caller, whom the door has let in, may use an operation."""

    def __init__(self, feature: Feature, reach: Reach, method: str) -> None:
        super().__init__()
        self._operation = (feature, reach, method)

    def __call__(self, request: HttpRequest) -> Caller:
        """Raises ProviderOnly, RoleTooLow."""
        caller: Caller = request.caller  # type: ignore[attr-defined] # the door
        check_may(caller, *self._operation)
        return caller

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        raise NotImplementedError  # django-ninja's own way to ask


class Objects(Parser):
    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Raises ValueError, RecursionError."""
        body = json.loads(request.body)
        if not isinstance(body, dict):
            raise ValueError("the body is not an object")
        return body


class Readable(JSONRenderer):
    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


def _api() -> NinjaAPI:
    api = NinjaAPI(
        title="Mail service",
        version="1",
        openapi_url=None,
        docs_url=None,
        parser=Objects(),
        renderer=Readable(),
    )
    handle_in(api)
    declared = [(feature, resource) for feature in features() for resource in feature.resources]
    for feature, resource in in_order(declared, lambda one: one[1].path):
        for method, function in resource.methods.items():
            _add(api, feature, resource, method, function)
    return api


def _add(api: NinjaAPI, feature: Feature, resource: Resource, method: str, function: Function) -> None:
    api.default_router.add_api_operation(
        resource.path,
        [method],
        _strict(function),
        auth=Key(feature, resource.reach, method),
        response={200: function.__annotations__["return"], _REFUSED: Failure},
        operation_id=re.sub(r"\W+", "_", f"{method.lower()} {resource.path}").rstrip("_"),
        summary=(function.__doc__ or "").rstrip("."),
        description=_REACH[resource.reach],
        tags=[resource.path.partition("/")[0]],
        exclude_unset=True,
    )


def _strict(function: Function) -> Function:
    """The function, and a refusal of what was sent and nobody asks for: in the address's query, or in a body that the
    function has none of."""
    parameters = [one for name, one in signature(function).parameters.items() if name != "request"]
    names = {one.name for one in parameters}
    has_body = any(map(_is_body, parameters))

    @wraps(function)
    def operation(request: HttpRequest, **given: Any) -> Any:
        """Raises UnknownValue and what the function raises."""
        sent = [*request.GET, *(() if has_body else _body_of(request))]
        for name in sent:
            if name not in names:
                raise UnknownValue(name=name[:60])
        return function(request, **given)

    return operation


def _is_body(parameter: Parameter) -> bool:
    kinds = get_args(parameter.annotation) or (parameter.annotation,)
    return any(isinstance(kind, type) and issubclass(kind, BaseModel) for kind in kinds)


def _body_of(request: HttpRequest) -> dict[str, Any]:
    try:
        return Objects().parse_body(request) if request.body else {}
    except (ValueError, RecursionError) as error:
        raise HttpError(400, str(error)) from error


def _behind_the_door(view: Function) -> Function:
    @csrf_exempt  # no cookie counts here, so none can be ridden
    def opened(request: HttpRequest, **path: str) -> HttpResponseBase:
        with language_of(request):
            try:
                request.caller = caller_of(request)  # type: ignore[attr-defined]
            except Refused as refusal:
                return refused(refusal)
            return view(request, **path)  # type: ignore[no-any-return]

    return opened


@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    """Open to everybody: it says what there is, not whose."""
    return HttpResponse(_document(), content_type="application/json")


@cache
def _document() -> bytes:
    return json.dumps(API.get_openapi_schema(path_prefix=BASE), ensure_ascii=False).encode()


def _nothing(request: HttpRequest, **path: str) -> HttpResponseBase:
    return failed(404)


_REFUSED = frozenset({400, 401, 403, 404, 413, 422})
_REACH: Mapping[Reach, str] = {
    Reach.CUSTOMERS: "",
    Reach.PROVIDER: "For operators' keys.",
    Reach.MACHINE: "For root on the machine only; no key reaches it.",
}
API = _api()
# django-ninja has one pattern per method; each leads to all methods of its address.
_PATTERNS = {str(one.pattern): one for one in API.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"}
RESOURCES = [URLPattern(one.pattern, _behind_the_door(one.callback)) for one in _PATTERNS.values()]
urlpatterns = [
    path("openapi.json", openapi, name="openapi"),
    *RESOURCES,
    re_path("", _behind_the_door(_nothing)),
]
