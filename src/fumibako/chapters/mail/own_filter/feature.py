from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts import tabs
from fumibako.chapters.mail.own_filter import api, snapshot, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource, Tab

FEATURE = Feature(
    id="C7",
    pages=(
        Page(
            *(Face.USER, "spam-filter/", views.own_filter, "own_filter"),
            Entry(
                _("Allowed and refused senders"),
                Area.MY_MAIL,
                "filter",
                _("Senders whose mail always or never arrives"),
                _("individual filter whitelist blacklist block sender"),
                position=40,
                is_frequent=True,
            ),
        ),
        Page(
            *(Face.ADMIN, "accounts/<str:address>/spam-filter/", views.filter_of_account, "account_filter"),
            tab=Tab("account", _("Individual filter"), position=40, group=tabs.SPAM),
        ),
    ),
    resources=(Resource("accounts/{address}/spam-filter", {"GET": api.listed, "PUT": api.replace}),),
    parts=(snapshot.PART,),
)
