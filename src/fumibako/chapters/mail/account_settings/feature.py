from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.account_settings import alerts, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page

FEATURE = Feature(
    id="C2",
    pages=(
        Page(Face.USER, "account/", views.account, "account"),
        Page(
            *(Face.USER, "password/", views.change_password, "password"),
            Entry(
                _("Change the password"),
                Area.MY_MAIL,
                "key",
                _("For this site and mail software"),
                _("login account safety"),
                position=60,
                is_frequent=True,
            ),
        ),
        Page(
            *(Face.USER, "account/name/", views.change_display_name, "display_name"),
            Entry(
                _("Change the display name"),
                Area.MY_MAIL,
                "person",
                _("The name beside your address"),
                _("name sender department account"),
                position=59,
            ),
        ),
        Page(
            *(Face.USER, "sessions/", views.sessions, "sessions"),
            Entry(
                _("Logged-in devices"),
                Area.MY_MAIL,
                "screens",
                _("Review, and log out everywhere else"),
                _("sessions devices sign out"),
                position=65,
            ),
        ),
    ),
    alerts={Face.ADMIN: alerts.for_member, Face.USER: alerts.for_member},
)
