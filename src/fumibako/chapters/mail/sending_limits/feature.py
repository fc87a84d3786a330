from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts import tabs
from fumibako.chapters.mail.sending_limits import alerts, api, snapshot, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource, Tab

FEATURE = Feature(
    id="B13",
    pages=(
        Page(
            *(Face.ADMIN, "limits/", views.limits, "limits"),
            Entry(
                _("Sending limits"),
                Area.MAIL,
                "warn",
                _("Number of recipients, accounts whose sending is paused"),
                _("limit quota taken over hacked bulk newsletter blocked paused"),
                position=70,
            ),
        ),
        Page(
            *(Face.ADMIN, "accounts/<str:address>/limits/", views.of_account, "account_limits"),
            tab=Tab("account", _("Sending limits"), position=16, group=tabs.BASICS),
        ),
        Page(Face.ADMIN, "accounts/<str:address>/limits/release/", views.release, "release_sending"),
    ),
    resources=(
        Resource("domains/{domain}/limits", {"GET": api.of_domain, "PUT": api.put_of_domain}),
        Resource(
            "accounts/{address}/limits",
            {"GET": api.of_account, "PUT": api.put_of_account, "DELETE": api.follow_domain},
        ),
        Resource("accounts/{address}/limits/release", {"POST": api.release}),
    ),
    parts=(snapshot.PART,),
    alerts={Face.ADMIN: alerts.for_administrator, Face.USER: alerts.for_user},
)
