"""B7: every mail is scanned; what may be set is what happens to locked files, and the words of its mails."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.virus import api, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource

FEATURE = Feature(
    id="B7",
    pages=(
        Page(
            *(Face.ADMIN, "virus/", views.check, "virus"),
            Entry(
                _("Virus check"),
                Area.MAIL,
                "shield",
                _("Locked files, texts of its mails"),
                _("malware zip password encrypted notice wording"),
                position=25,
            ),
        ),
        Page(Face.ADMIN, "virus/texts/<str:virus_notice>/<str:language>/", views.text, "virus_text"),
        Page(
            Face.ADMIN, "virus/texts/<str:virus_notice>/<str:language>/standard/", views.standard, "virus_standard_text"
        ),
    ),
    resources=(Resource("domains/{domain}/virus", {"GET": api.show, "PUT": api.put}),),
)
