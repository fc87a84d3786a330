from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.app_passwords import snapshot, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page

FEATURE = Feature(
    id="A3",
    pages=(
        Page(
            *(Face.USER, "app-passwords/", views.app_passwords, "app_passwords"),
            Entry(
                _("App passwords"),
                Area.MY_MAIL,
                "key",
                _("A password for each mail program"),
                _("imap pop smtp phone outlook thunderbird two-step"),
                position=63,
            ),
        ),
        Page(Face.USER, "app-passwords/<str:app_password>/remove/", views.remove, "remove_app_password"),
    ),
    parts=(snapshot.PART,),
)
