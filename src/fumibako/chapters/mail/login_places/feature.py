from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts import tabs
from fumibako.chapters.mail.login_places import api, snapshot, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource, Tab

FEATURE = Feature(
    id="A7",
    pages=(
        Page(
            *(Face.ADMIN, "login-places/", views.of_the_domain, "login_places"),
            Entry(
                _("Where logins may come from"),
                Area.MAIL,
                "globe",
                _("Japan only, or listed addresses only"),
                _("restriction overseas abroad ip address country login"),
                position=56,
            ),
        ),
        Page(
            *(Face.ADMIN, "accounts/<str:address>/login-places/", views.of_an_account, "account_login_places"),
            tab=Tab("account", _("Login places"), position=12, group=tabs.BASICS),
        ),
    ),
    resources=(
        Resource("domains/{domain}/login-places", {"GET": api.of_domain, "PUT": api.put_of_domain}),
        Resource(
            "accounts/{address}/login-places",
            {"GET": api.of_account, "PUT": api.put_of_account, "DELETE": api.follow_domain},
        ),
    ),
    parts=snapshot.PARTS,
)
