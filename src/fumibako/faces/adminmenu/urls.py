"""Every page of the administrator menu. All of them stand behind one gate."""

from fumibako.faces.adminmenu.gate import administrator
from fumibako.faces.adminmenu.views import choose_domain, menu
from fumibako.faces.pages import pages_of
from fumibako.faces.routing import patterns
from fumibako.groundwork.features import Face, Feature, Page

OWN = Feature(
    id="A5",
    pages=(
        Page(Face.ADMIN, "", menu, "menu"),
        Page(Face.ADMIN, "domain/", choose_domain, "choose_domain"),
        *pages_of(Face.ADMIN),
    ),
    duty=None,
)

app_name = Face.ADMIN.value
urlpatterns = patterns(Face.ADMIN, OWN, administrator)
