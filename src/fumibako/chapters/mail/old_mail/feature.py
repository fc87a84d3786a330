from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.old_mail import api, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource, Tab

FEATURE = Feature(
    id="C9",
    pages=(
        Page(
            *(Face.USER, "old-mail/", views.own_old_mail, "old_mail"),
            Entry(
                _("Old mail"),
                Area.MY_MAIL,
                "clock",
                _("See and delete what is older than a day"),
                _("retention expire clean up space"),
                position=50,
            ),
        ),
        Page(
            *(Face.ADMIN, "accounts/<str:address>/old-mail/", views.old_mail_of_account, "account_old_mail"),
            tab=Tab("account", _("Old mail"), position=50),
        ),
        Page(*(Face.USER, "old-mail/rules/", views.own_standing_rules, "old_mail_rules")),
        Page(
            *(
                Face.ADMIN,
                "accounts/<str:address>/old-mail/rules/",
                views.standing_rules_of_account,
                "account_old_mail_rules",
            )
        ),
        Page(
            *(Face.ADMIN, "retention/", views.retention, "retention"),
            Entry(
                _("Retention period"),
                Area.MAIL,
                "clock",
                _("Delete old mail of every account"),
                _("old mail expire delete automatically"),
                position=50,
            ),
        ),
    ),
    resources=(
        Resource("domains/{domain}/retention", {"GET": api.retention, "PUT": api.put_retention}),
        Resource("accounts/{address}/old-mail", {"GET": api.rules, "PUT": api.put_rule, "DELETE": api.delete_rule}),
    ),
)
