from django.utils.translation import gettext_lazy as _

from fumibako.chapters.webmail.writing import alerts, approval_views, outbox_views, sending, views
from fumibako.groundwork.features import Face, Feature, Page, Tab

FEATURE = Feature(
    id="C1",
    pages=(
        Page(Face.WEBMAIL, "write/", views.write, "write"),
        Page(Face.WEBMAIL, "send/", sending.send, "send"),
        Page(Face.WEBMAIL, "outbox/", outbox_views.waiting, "outbox"),
        Page(Face.WEBMAIL, "approvals/", approval_views.listed, "approvals"),
        Page(Face.WEBMAIL, "approvals/mail/", approval_views.held, "held_mail"),
        Page(Face.WEBMAIL, "approvals/body/", approval_views.body, "held_body"),
        Page(Face.WEBMAIL, "approvals/file/", approval_views.file, "held_file"),
        Page(
            Face.WEBMAIL,
            "habits/",
            outbox_views.habits,
            "writing_habits",
            tab=Tab("writing_habits", _("Sending"), position=0),
        ),
    ),
    duty=None,
    alerts={Face.USER: alerts.for_user},
)
