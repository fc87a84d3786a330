from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.account_history import views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Tab

FEATURE = Feature(
    id="B13",
    pages=(
        Page(
            *(Face.USER, "history/", views.own, "history"),
            Entry(
                _("Account history"),
                Area.MY_MAIL,
                "clock",
                _("What was changed in your account, and by whom"),
                _("audit log changes administrator who record trail"),
                position=67,
            ),
        ),
        Page(
            *(Face.ADMIN, "accounts/<str:address>/history/", views.of_account, "account_history"),
            tab=Tab("account", _("History"), position=90),
        ),
    ),
    is_for_support=True,
)
