"""Pages that everybody has on the member site, and members and owners of contracts in their menus as well."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from fumibako.groundwork.features import Entry, Face, Page, View

_MEMBERS = (Face.ADMIN, Face.USER, Face.MYPAGE)


def everywhere(path: str, view: View, name: str, entry: Entry | None = None) -> tuple[Page, ...]:
    """The same page on the member site and in the menus, where its entry stands."""
    return (Page(Face.SITE, path, view, name), *(Page(face, path, view, name, entry) for face in _MEMBERS))


def face_of(request: HttpRequest) -> str:
    """The face that the reader is in: links stay in it."""
    return request.resolver_match.namespace if request.resolver_match else Face.SITE.value


def redirect_here(request: HttpRequest, name: str) -> HttpResponse:
    return redirect(f"{face_of(request)}:{name}")


def in_language(japanese: str, english: str) -> str:
    """A text of the operator's in the page's language. Without an English one, English pages have the Japanese."""
    return japanese if (get_language() or "").startswith("ja") else english or japanese
