from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.sites import alerts, snapshot, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page
from fumibako.groundwork.tenancy.roles import Duty

FEATURE = Feature(
    id="D1",
    pages=(
        Page(
            *(Face.ADMIN, "web/", views.home, "web"),
            Entry(
                _("Website overview"),
                Area.WEB,
                "globe",
                _("Addresses, disk use and the settings of your website"),
                _("homepage server www disk"),
                position=10,
                is_frequent=True,
            ),
        ),
    ),
    parts=(snapshot.PART,),
    duty=Duty.WEB,
    alerts={Face.ADMIN: alerts.for_administrator},
)
