from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.wordpress import jobs, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page
from fumibako.groundwork.tenancy.roles import Duty

FEATURE = Feature(
    id="D16",
    pages=(
        Page(
            *(Face.ADMIN, "web/wordpress/", views.listed, "wordpress"),
            Entry(
                _("WordPress"),
                Area.WEB,
                "pen",
                _("Install WordPress on your website"),
                _("WordPress blog CMS install"),
                position=27,
            ),
        ),
        Page(Face.ADMIN, "web/wordpress/install/", views.install, "install_wordpress"),
    ),
    jobs=(jobs.install_wordpress,),
    duty=Duty.WEB,
)
