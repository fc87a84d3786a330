from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.common_filter import api, snapshot, views
from fumibako.groundwork.features import Face, Feature, Page, Resource, Tab

FEATURE = Feature(
    id="B6",
    pages=(
        Page(
            *(Face.ADMIN, "common-filter/", views.common_filter, "common_filter"),
            tab=Tab("spam", _("Common filter"), _("whitelist blacklist block sender"), position=20),
        ),
        Page(*(Face.ADMIN, "common-filter/<str:common_rule>/", views.change_rule, "common_rule")),
    ),
    resources=(
        Resource("domains/{domain}/common-filter", {"GET": api.listed, "PUT": api.replace}),
        Resource("domains/{domain}/common-filter/{common_rule}", {"PUT": api.change}),
    ),
    parts=snapshot.PARTS,
)
