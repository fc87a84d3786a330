"""Before anybody is logged in."""

from django.urls import path

from fumibako.chapters.identity import views as identity
from fumibako.faces.membersite.views import top

app_name = "membersite"
urlpatterns = [
    path("", top, name="top"),
    path("login/", identity.log_in, name="login"),
    path("logout/", identity.log_out, name="logout"),
]
