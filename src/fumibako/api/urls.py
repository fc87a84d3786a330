"""Every address of the API, from what features declare."""

from django.urls import path

from fumibako.api.routing import resource
from fumibako.chapters.features import features, in_order

_RESOURCES = (declared for feature in features() for declared in feature.resources)
urlpatterns = [
    path(declared.path, resource(**declared.methods)) for declared in in_order(_RESOURCES, lambda one: one.path)
]
