"""The addresses of a face, from what features declare. Every page stands behind the face's gate."""

from collections.abc import Callable

from django.urls import URLPattern, path

from fumibako.chapters.features import pages
from fumibako.groundwork.features import Face, Feature, Page, View

Gate = Callable[[Feature, Page], View]


def patterns(face: Face, own: Feature, gate: Gate) -> list[URLPattern]:
    """own: the pages that the face itself brings."""
    every = [*((own, page) for page in own.pages), *pages(face)]
    return [path(page.path, gate(feature, page), name=page.name) for feature, page in every]
