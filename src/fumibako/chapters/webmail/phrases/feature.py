from django.utils.translation import gettext_lazy as _

from fumibako.chapters.webmail.phrases import views
from fumibako.groundwork.features import Face, Feature, Page, Tab

FEATURE = Feature(
    id="C1",
    pages=(
        Page(
            *(Face.WEBMAIL, "phrases/", views.listed, "phrases"),
            tab=Tab("writing_habits", _("Signatures and templates"), position=10),
        ),
        Page(Face.WEBMAIL, "phrases/add/", views.add, "add_phrase"),
        Page(Face.WEBMAIL, "phrases/<str:phrase>/", views.change, "phrase"),
        Page(Face.WEBMAIL, "phrases/<str:phrase>/delete/", views.delete, "delete_phrase"),
    ),
    duty=None,
)
