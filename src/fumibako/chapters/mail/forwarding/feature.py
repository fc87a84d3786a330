from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts import tabs
from fumibako.chapters.mail.forwarding import alerts, api, snapshot, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource, Tab

FEATURE = Feature(
    id="C3",
    pages=(
        Page(
            *(Face.USER, "forwarding/", views.own_forwarding, "forwarding"),
            Entry(
                _("Forwarding"),
                Area.MY_MAIL,
                "forward",
                _("Forward new mail to other addresses"),
                _("transfer redirect"),
                position=20,
                is_frequent=True,
            ),
        ),
        Page(
            *(Face.ADMIN, "accounts/<str:address>/forwarding/", views.forwarding_of_account, "account_forwarding"),
            tab=Tab("account", _("Forwarding"), position=20, group=tabs.FORWARDING),
        ),
    ),
    parts=(snapshot.PART,),
    resources=(Resource("accounts/{address}/forwarding", {"GET": api.show, "PUT": api.put}),),
    alerts={Face.USER: alerts.for_user},
)
