from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.recovery_address import views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page

FEATURE = Feature(
    id="C2",
    pages=(
        Page(
            *(Face.USER, "recovery/", views.change, "recovery"),
            Entry(
                _("Recovery address"),
                Area.MY_MAIL,
                "shield",
                _("In case you forget your password"),
                _("password lost forgotten reset"),
                position=62,
            ),
        ),
        Page(Face.USER, "recovery/remove/", views.remove, "remove_recovery"),
        Page(Face.SITE, "recovery/<str:token>/", views.confirm, "confirm_recovery"),
    ),
)
