from fumibako.chapters.webmail.invitations import views
from fumibako.groundwork.features import Face, Feature, Page

FEATURE = Feature(id="C1", pages=(Page(Face.WEBMAIL, "invitation/", views.answer, "answer_invitation"),), duty=None)
