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
                _("Install and update WordPress on your website"),
                _("WordPress blog CMS install update"),
                position=27,
            ),
        ),
        Page(Face.ADMIN, "web/wordpress/install/", views.install, "install_wordpress"),
        Page(Face.ADMIN, "web/wordpress/<str:wordpress>/update/", views.update, "update_wordpress"),
    ),
    jobs=(jobs.install_wordpress, jobs.update_wordpress),
    duty=Duty.WEB,
)
