from django.utils.translation import gettext_lazy as _

from fumibako.chapters.contract.owners import views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page

SET_UP = Page(Face.MYPAGE, "first/", views.set_up, "first")

FEATURE = Feature(
    id="E2",
    pages=(
        SET_UP,
        Page(
            *(Face.MYPAGE, "password/", views.change_password, "password"),
            Entry(
                _("Change the password"),
                Area.SUPPORT,
                "key",
                _("For My Page; mail accounts have their own"),
                _("login account safety"),
                position=80,
                is_frequent=True,
            ),
        ),
        Page(
            *(Face.MYPAGE, "contact/", views.change_contact, "contact"),
            Entry(
                _("Contact mail address"),
                Area.SUPPORT,
                "mail",
                _("Where mails about the contract go"),
                _("address notice"),
                position=85,
            ),
        ),
    ),
)
