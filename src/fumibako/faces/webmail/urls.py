"""Every page of the webmail. All of them stand behind one gate."""

from fumibako.faces.routing import patterns
from fumibako.faces.webmail.gate import reader
from fumibako.groundwork.features import Face, Feature

OWN = Feature(id="C1", duty=None)

app_name = Face.WEBMAIL.value
urlpatterns = patterns(Face.WEBMAIL, OWN, reader)
