"""The pages that every menu has: each area's cards, and the search for functions."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fumibako.faces import navigation
from fumibako.groundwork.features import Area, Face, Page, View


def pages_of(face: Face) -> tuple[Page, ...]:
    areas = (Page(face, f"area/{area}/", _area(face, area), f"area_{area}") for area in navigation.areas(face))
    return (*areas, Page(face, "find/", _find(face), "find"))


def _area(face: Face, area: Area) -> View:
    @require_GET
    def cards(request: HttpRequest) -> HttpResponse:
        found = navigation.section(face, area, request.allows)  # type: ignore[attr-defined] # the gate
        if not found.links:
            raise Http404
        return render(request, "faces/area.html", {"section": found})

    return cards


def _find(face: Face) -> View:
    @require_GET
    def find(request: HttpRequest) -> HttpResponse:
        text = request.GET.get("q", "")[:100].strip()
        found = navigation.find(face, request.allows, text)  # type: ignore[attr-defined] # the gate
        return render(request, "faces/find.html", {"q": text, "found": found})

    return find
