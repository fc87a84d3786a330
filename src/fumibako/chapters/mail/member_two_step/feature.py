from django.utils.translation import gettext_lazy as _

from fumibako.chapters.identity.two_step.pages import pages_of
from fumibako.chapters.mail.accounts import tabs
from fumibako.chapters.mail.member_two_step import views
from fumibako.chapters.mail.member_two_step.kind import MEMBERS
from fumibako.groundwork.features import Area, Face, Feature, Page, Tab

FEATURE = Feature(
    id="A3",
    pages=(
        *pages_of(MEMBERS, Area.MY_MAIL, 61),
        Page(
            *(Face.ADMIN, "accounts/<str:address>/two-step/", views.of_account, "account_two_step"),
            tab=Tab("account", _("Two-step verification"), position=14, group=tabs.BASICS),
        ),
    ),
)
