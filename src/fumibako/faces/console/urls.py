"""Every page of the operator console. All but the login stand behind one gate."""

from django.urls import path, reverse

from fumibako.chapters.console.operator_two_step.kind import OPERATORS
from fumibako.chapters.identity.logins.forms import OperatorLogin
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.views import Door
from fumibako.chapters.identity.two_step.door import SecondStep
from fumibako.faces.console.gate import operator
from fumibako.faces.pages import pages_of
from fumibako.faces.routing import patterns
from fumibako.groundwork.features import Face, Feature, Page
from fumibako.groundwork.ui.views import style, style_question

OWN = Feature(
    id="E6",
    pages=(
        *pages_of(Face.CONSOLE),
        Page(Face.CONSOLE, "style/", style, "style"),
        Page(Face.CONSOLE, "style/question/", style_question, "style_question"),
    ),
    is_for_support=True,
)
DOOR = Door(
    kind=Login.Kind.OPERATOR,
    form=OperatorLogin,
    template="logins/operator_login.html",
    home=lambda login: reverse("console:desk"),
    outside="console:login",
    second=SecondStep(OPERATORS).begin,
)

app_name = Face.CONSOLE.value
urlpatterns = [
    path("login/", DOOR.log_in, name="login"),
    path("logout/", DOOR.log_out, name="logout"),
    *patterns(Face.CONSOLE, OWN, operator),
]
