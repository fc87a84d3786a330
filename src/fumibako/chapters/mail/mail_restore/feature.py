from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.mail_restore import api, jobs, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource

WORDS = (_("Bring back deleted mail and folders"), _("deleted undelete recover backup lost trash undo"))

FEATURE = Feature(
    id="B17",
    pages=(
        Page(
            *(Face.USER, "restore/", views.own, "restore"),
            Entry(_("Restore mail"), Area.MY_MAIL, "refresh", *WORDS, position=84),
        ),
        Page(Face.USER, "restore/mails/", views.own_mails, "restore_mails"),
        Page(
            *(Face.ADMIN, "restore/", views.accounts, "restore"),
            Entry(_("Restore mail"), Area.MAIL, "refresh", *WORDS, position=75),
        ),
        Page(Face.ADMIN, "restore/<str:address>/", views.of_account, "restore_account"),
    ),
    resources=(Resource("accounts/{address}/copies", {"GET": api.listed, "POST": api.restore}),),
    jobs=(jobs.restore, jobs.copy_mailboxes),
)
