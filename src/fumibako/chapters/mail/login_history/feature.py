"""The login history (B13, C2). Sign out elsewhere is beside it (C2, account_settings)."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.login_history import api, views, waiting_views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource, Tab

WORDS = (_("When, from where and with what people logged in"), _("history access security who refused unauthorized"))

FEATURE = Feature(
    id="B13",
    pages=(
        Page(
            *(Face.USER, "logins/", views.own, "logins"),
            Entry(_("Login history"), Area.MY_MAIL, "clock", *WORDS, position=66),
        ),
        Page(
            *(Face.ADMIN, "logins/", views.of_the_domain, "logins"),
            Entry(_("Login history"), Area.MAIL, "clock", *WORDS, position=55),
        ),
        Page(
            *(Face.CONSOLE, "customers/<str:number>/logins/", views.of_a_customer, "customer_logins"),
            tab=Tab("customer", _("Login history"), position=40),
        ),
        Page(Face.ADMIN, "logins/<str:address>/unlock/", waiting_views.unlock_account, "unlock_account"),
        Page(
            *(Face.CONSOLE, "customers/<str:number>/logins/<str:login_name>/unlock/", waiting_views.unlock_of_customer),
            "unlock_customer_login",
        ),
        Page(
            *(Face.CONSOLE, "logins/", views.of_the_operators, "logins"),
            Entry(_("Operators' login history"), Area.SETTINGS, "clock", *WORDS, position=75),
        ),
        Page(
            *(Face.MYPAGE, "logins/", views.of_an_owner, "logins"),
            Entry(_("Login history"), Area.CONTRACT, "clock", *WORDS, position=80),
        ),
    ),
    resources=(
        Resource("logins", {"GET": api.listed}),
        Resource("accounts/{address}/unlock", {"POST": api.unlock_account}),
    ),
    is_for_support=True,
)
