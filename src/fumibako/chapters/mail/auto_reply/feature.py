from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts import tabs
from fumibako.chapters.mail.auto_reply import alerts, api, snapshot, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource, Tab

FEATURE = Feature(
    id="C4",
    pages=(
        Page(
            *(Face.USER, "auto-reply/", views.own_auto_reply, "auto_reply"),
            Entry(
                _("Auto-reply"),
                Area.MY_MAIL,
                "reply",
                _("Reply automatically while you are away"),
                _("vacation absence out of office"),
                position=25,
                is_frequent=True,
            ),
        ),
        Page(
            *(Face.ADMIN, "accounts/<str:address>/auto-reply/", views.auto_reply_of_account, "account_auto_reply"),
            tab=Tab("account", _("Auto-reply"), position=25, group=tabs.FORWARDING),
        ),
    ),
    resources=(Resource("accounts/{address}/auto-reply", {"GET": api.show, "PUT": api.put}),),
    parts=(snapshot.PART,),
    alerts={Face.USER: alerts.for_user},
)
