from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts import tabs
from fumibako.chapters.mail.spam_box import release_views, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Tab

FEATURE = Feature(
    id="C8",
    pages=(
        Page(
            *(Face.USER, "spam-box/", views.own_spam_box, "spam_box"),
            Entry(
                _("Spam recovery"),
                Area.MY_MAIL,
                "ban",
                _("Bring mail back from the spam folder"),
                _("junk false positive missing mail"),
                position=45,
                is_frequent=True,
            ),
        ),
        Page(
            *(Face.ADMIN, "accounts/<str:address>/spam-box/", views.spam_box_of_account, "account_spam_box"),
            tab=Tab("account", _("Spam recovery"), position=45, group=tabs.SPAM),
        ),
        Page(Face.SITE, "spam/<str:token>/", release_views.release_by_link, "summary_release"),
        Page(*(Face.USER, "spam-box/summary/", views.own_summary_mail, "summary_mail")),
        Page(
            *(Face.ADMIN, "accounts/<str:address>/spam-box/summary/", views.summary_mail_of_account, "account_summary")
        ),
    ),
)
