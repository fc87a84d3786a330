"""Before anybody is logged in."""

from django.urls import path

from fumibako.chapters.identity.logins.forms import MemberLogin
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.views import Door
from fumibako.chapters.identity.two_step.door import SecondStep
from fumibako.chapters.mail.member_two_step.kind import MEMBERS
from fumibako.faces.membersite.gate import anybody
from fumibako.faces.membersite.views import menu_of, top
from fumibako.faces.routing import patterns
from fumibako.groundwork.features import Face, Feature, Page

OWN = Feature(id="A1", pages=(Page(Face.SITE, "", top, "top"),))
DOOR = Door(
    kind=Login.Kind.MEMBER,
    form=MemberLogin,
    template="membersite/login.html",
    home=menu_of,
    outside="membersite:top",
    second=SecondStep(MEMBERS).begin,
)

app_name = Face.SITE.value
urlpatterns = [
    path("login/", DOOR.log_in, name="login"),
    path("logout/", DOOR.log_out, name="logout"),
    *patterns(Face.SITE, OWN, anybody),
]
