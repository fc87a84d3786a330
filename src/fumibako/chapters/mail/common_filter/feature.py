from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.common_filter import snapshot, views
from fumibako.groundwork.features import Face, Feature, Page, Tab

FEATURE = Feature(
    id="B6",
    pages=(
        Page(
            *(Face.ADMIN, "common-filter/", views.common_filter, "common_filter"),
            tab=Tab("spam", _("Common filter"), _("whitelist blacklist block sender"), position=20),
        ),
    ),
    parts=snapshot.PARTS,
)
