from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.mail_trace import views
from fumibako.groundwork.features import Face, Feature, Page, Tab

FEATURE = Feature(
    id="B6",
    pages=(
        Page(
            *(Face.ADMIN, "common-filter/mail/", views.of_the_domain, "mail_trace"),
            tab=Tab("spam", _("Try a mail"), _("trace test eml what would happen"), position=25),
        ),
        Page(Face.USER, "spam-filter/mail/", views.own, "mail_trace"),
    ),
)
