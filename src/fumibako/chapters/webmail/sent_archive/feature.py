from django.utils.translation import gettext_lazy as _

from fumibako.chapters.webmail.sent_archive import api, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource
from fumibako.groundwork.tenancy.roles import Duty

WORDS = (_("Find what the users have sent, and save it"), _("archive audit journal kept copies compliance evidence"))

FEATURE = Feature(
    id="B12",
    duty=Duty.EVERYTHING,
    needs="archive_option",
    pages=(
        Page(
            *(Face.ADMIN, "sent-archive/", views.listed, "sent_archive"),
            Entry(_("Sent-mail archive"), Area.MAIL, "sent", *WORDS, position=60),
        ),
        Page(Face.ADMIN, "sent-archive/<str:pack>/<str:place>/", views.mail, "sent_archive_mail"),
        Page(Face.ADMIN, "sent-archive/<str:pack>/<str:place>/body/", views.body, "sent_archive_body"),
        Page(Face.ADMIN, "sent-archive/<str:pack>/<str:place>/eml/", views.eml, "sent_archive_eml"),
        Page(
            *(Face.ADMIN, "sent-archive/<str:pack>/<str:place>/<str:part>/", views.attachment),
            "sent_archive_attachment",
        ),
    ),
    resources=(
        Resource("domains/{domain}/sent-mail", {"GET": api.listed}),
        Resource("domains/{domain}/sent-mail/{pack}/{place}", {"GET": api.mail}),
    ),
)
