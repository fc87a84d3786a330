"""Every page of My Page. All but the login stand behind one gate."""

from django.urls import path, reverse

from fumibako.chapters.contract.owner_two_step.kind import OWNERS
from fumibako.chapters.identity.logins.forms import OwnerLogin
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.views import Door
from fumibako.chapters.identity.two_step.door import SecondStep
from fumibako.faces.mypage.gate import owner
from fumibako.faces.mypage.views import menu
from fumibako.faces.pages import pages_of
from fumibako.faces.routing import patterns
from fumibako.groundwork.features import Face, Feature, Page

OWN = Feature(id="E2", pages=(Page(Face.MYPAGE, "", menu, "menu"), *pages_of(Face.MYPAGE)), duty=None)
DOOR = Door(
    kind=Login.Kind.CONTRACT,
    form=OwnerLogin,
    template="logins/owner_login.html",
    home=lambda login: reverse("mypage:menu"),
    outside="mypage:login",
    second=SecondStep(OWNERS).begin,
)

app_name = Face.MYPAGE.value
urlpatterns = [
    path("login/", DOOR.log_in, name="login"),
    path("logout/", DOOR.log_out, name="logout"),
    *patterns(Face.MYPAGE, OWN, owner),
]
