"""Every address of the portal, by face. An explicit list: no discovery."""

from django.urls import include, path

from fumibako.project.probes import healthz

urlpatterns = [
    path("healthz", healthz),
    path("api/v1/", include("fumibako.api.urls")),
]
