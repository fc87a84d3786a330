"""Every page of the user menu. All of them stand behind one gate."""

from fumibako.faces.pages import pages_of
from fumibako.faces.routing import patterns
from fumibako.faces.usermenu.gate import member
from fumibako.faces.usermenu.views import menu
from fumibako.groundwork.features import Face, Feature, Page

OWN = Feature(id="A6", pages=(Page(Face.USER, "", menu, "menu"), *pages_of(Face.USER)), duty=None)

app_name = Face.USER.value
urlpatterns = patterns(Face.USER, OWN, member)
