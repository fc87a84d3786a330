"""Every feature. Menus, addresses, gates, the API and the walks over all of them start here."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import import_module
from typing import TypeVar

from fumibako.chapters.apps import APPS
from fumibako.groundwork.features import Face, Feature, Page
from fumibako.groundwork.jobs.kinds import JobKind

Declared = TypeVar("Declared")


@cache
def features() -> tuple[Feature, ...]:
    """The FEATURE of each app's feature.py. Django's apps must be ready: a feature names its views."""
    return tuple(import_module(f"{app}.feature").FEATURE for app in APPS)


def pages(face: Face) -> list[tuple[Feature, Page]]:
    """Every page of a face."""
    found = [(feature, page) for feature in features() for page in feature.pages if page.face is face]
    return in_order(found, lambda one: one[1].path)


def in_order(declared: Iterable[Declared], path_of: Callable[[Declared], str]) -> list[Declared]:
    """In the order in which addresses are tried: "accounts/bulk/" comes before "accounts/<str:address>/", whoever
    declares them."""
    return sorted(declared, key=lambda one: ["<" in segment or "{" in segment for segment in path_of(one).split("/")])


@cache
def jobs() -> Mapping[str, JobKind]:
    """The background work of every feature, by the name of its kind."""
    return {kind.name: kind for feature in features() for kind in feature.jobs}
