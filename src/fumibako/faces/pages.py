"""The pages that every menu has: each area's cards, and the search for functions."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fumibako.chapters.features import features
from fumibako.faces import navigation
from fumibako.groundwork.features import Allows, Area, Face, Page, View
from fumibako.groundwork.ui.shell import Link


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


def _of_features(face: Face, request: HttpRequest, allows: Allows, text: str) -> Iterator[Link]:
    for feature in features() if text else ():
        look = feature.finds.get(face)
        if look and allows(feature):
            yield from look(request, text)


def _find(face: Face) -> View:
    @require_GET
    def find(request: HttpRequest) -> HttpResponse:
        text = request.GET.get("q", "")[:100].strip()
        allows = request.allows  # type: ignore[attr-defined] # the gate
        found = [*navigation.find(face, allows, text), *_of_features(face, request, allows, text)]
        return render(request, "faces/find.html", {"q": text, "found": found})

    return find
