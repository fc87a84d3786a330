"""Every address of the API, from what features declare."""

from django.urls import path

from fumibako.api.routing import resource
from fumibako.chapters.features import features

urlpatterns = [
    path(declared.path, resource(**declared.methods)) for feature in features() for declared in feature.resources
]
