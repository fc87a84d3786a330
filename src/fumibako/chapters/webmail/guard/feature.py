from django.utils.translation import gettext_lazy as _

from fumibako.chapters.webmail.guard import api, snapshot, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource, Tab

FEATURE = Feature(
    id="B13",
    pages=(
        Page(
            *(Face.ADMIN, "sending-policy/", views.policy, "sending_policy"),
            Entry(
                _("Misdelivery guard"),
                Area.MAIL,
                "shield",
                _("Check, delay and copy mail to outside recipients"),
                _("wrong recipient delay confirm bcc hold"),
                position=40,
            ),
            tab=Tab("sending_policy", _("Checks and delay"), position=0),
        ),
        Page(
            *(Face.ADMIN, "sending-policy/approval/", views.approval, "approval"),
            tab=Tab("sending_policy", _("Approval by a superior"), _("approve hold boss manager"), position=10),
        ),
    ),
    resources=(
        Resource("domains/{domain}/misdelivery", {"GET": api.show, "PUT": api.put}),
        Resource(
            "accounts/{address}/approval",
            {"GET": api.approval, "PUT": api.put_approval, "DELETE": api.end_approval},
        ),
    ),
    parts=(snapshot.PART,),
)
