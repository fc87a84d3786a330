from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.environment import snapshot, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page
from fumibako.groundwork.tenancy.roles import Duty

FEATURE = Feature(
    id="D2",
    pages=(
        Page(
            *(Face.ADMIN, "web/environment/", views.environment, "web_environment"),
            Entry(
                _("Web server environment"),
                Area.WEB,
                "gear",
                _("Versions, modules, limits and folders; the settings of PHP"),
                _("PHP version memory_limit upload_max_filesize display_errors timezone path Apache"),
                position=20,
            ),
        ),
    ),
    parts=(snapshot.PART,),
    duty=Duty.WEB,
)
