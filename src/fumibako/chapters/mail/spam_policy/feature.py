from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts import tabs
from fumibako.chapters.mail.spam_policy import api, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource, Tab

FEATURE = Feature(
    id="B5",
    pages=(
        Page(
            *(Face.ADMIN, "spam/", views.common, "spam"),
            Entry(
                _("Spam protection"),
                Area.MAIL,
                "shield",
                _("Strength, common filter"),
                _("junk threshold score"),
                position=20,
                is_frequent=True,
            ),
            Tab("spam", _("Common settings"), position=10),
        ),
        Page(
            *(Face.USER, "spam/", views.own_use, "spam"),
            Entry(
                _("Spam settings"), Area.MY_MAIL, "shield", _("Which filters are used"), _("junk filter"), position=35
            ),
        ),
        Page(
            *(Face.ADMIN, "accounts/<str:address>/spam/", views.use_of_account, "account_spam"),
            tab=Tab("account", _("Spam"), position=35, group=tabs.SPAM),
        ),
    ),
    resources=(
        Resource("domains/{domain}/spam", {"GET": api.of_domain, "PUT": api.put_of_domain}),
        Resource("accounts/{address}/spam", {"GET": api.of_account, "PUT": api.put_of_account}),
    ),
)
