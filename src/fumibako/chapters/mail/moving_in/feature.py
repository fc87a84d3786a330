"""Moving in (B15)."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.moving_in import api, views
from fumibako.chapters.mail.moving_in.jobs import move_in
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource

FEATURE = Feature(
    id="B15",
    pages=(
        Page(
            *(Face.ADMIN, "moving-in/", views.moving_in, "moving_in"),
            Entry(
                _("Moving in"),
                Area.MAIL,
                "forward",
                _("Copy the mail from the old provider"),
                _("IMAP import migration old server copy"),
                position=90,
            ),
        ),
        Page(Face.ADMIN, "moving-in/template/", views.template, "moving_in_template"),
    ),
    resources=(
        Resource("mail/moves", {"POST": api.start}),
        Resource("mail/moves/{job}", {"GET": api.progress}),
    ),
    jobs=(move_in,),
)
