from django.utils.translation import gettext_lazy as _

from fumibako.chapters.webmail.company_signature import views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page

FEATURE = Feature(
    id="B13",
    pages=(
        Page(
            *(Face.ADMIN, "company-signature/", views.signature, "company_signature"),
            Entry(
                _("Company signature"),
                Area.MAIL,
                "pen",
                _("Put below every mail written in the webmail"),
                _("footer disclaimer corporate signature"),
                position=45,
            ),
        ),
    ),
)
