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
        Page(*(Face.USER, "spam-filter/<str:own_rule>/", views.change_own, "own_rule")),
        Page(
            *(Face.ADMIN, "accounts/<str:address>/spam-filter/<str:account_own_rule>/"),
            *(views.change_of_account, "account_own_rule"),
        ),
    ),
    resources=(
        Resource("accounts/{address}/spam-filter", {"GET": api.listed, "PUT": api.replace}),
        Resource("accounts/{address}/spam-filter/{account_own_rule}", {"PUT": api.change}),
    ),
    parts=(snapshot.PART,),
)
