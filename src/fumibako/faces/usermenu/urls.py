"""Every page of the user menu. All of them stand behind one gate."""

from django.urls import path

from fumibako.chapters.identity import views as identity
from fumibako.chapters.mail.forwarding import views as forwarding
from fumibako.chapters.mail.repair import views as repair
from fumibako.chapters.mail.software import views as software
from fumibako.faces.usermenu.gate import member
from fumibako.faces.usermenu.views import menu

PAGES = (
    ("", menu, "menu"),
    ("forwarding/", forwarding.forwarding, "forwarding"),
    ("password/", identity.change_password, "password"),
    ("repair/", repair.repair, "repair"),
    ("sessions/", identity.sessions, "sessions"),
    ("software/", software.sheet, "software"),
)

app_name = "usermenu"
urlpatterns = [path(route, member(view), name=name) for route, view, name in PAGES]
