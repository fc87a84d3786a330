from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.overseas import api, snapshot, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource
from fumibako.groundwork.tenancy.roles import Duty

FEATURE = Feature(
    id="D7",
    pages=(
        Page(
            *(Face.ADMIN, "web/overseas/", views.overseas, "overseas"),
            Entry(
                _("Overseas restriction"),
                Area.WEB,
                "ban",
                _("Refuse visitors from outside Japan, on the whole website or in folders"),
                _("foreign abroad country block IP address Japan only attack"),
                position=56,
            ),
        ),
    ),
    resources=(Resource("overseas/{domain}", {"GET": api.show, "PUT": api.put}),),
    parts=(snapshot.PART,),
    duty=Duty.WEB,
)
