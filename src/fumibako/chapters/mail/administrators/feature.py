from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.administrators import views
from fumibako.groundwork.features import Face, Feature, Page, Tab
from fumibako.groundwork.tenancy.roles import Duty

FEATURE = Feature(
    id="B1",
    pages=(
        Page(
            *(Face.ADMIN, "administrators/", views.listed, "administrators"),
            tab=Tab("accounts", _("Administrators"), _("roles rights permissions"), position=70),
        ),
        Page(Face.ADMIN, "administrators/<str:address>/", views.change, "administrator"),
    ),
    duty=Duty.EVERYTHING,
)
