from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.wordpress import changing, jobs, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page
from fumibako.groundwork.tenancy.roles import Duty

_ONE = "web/wordpress/<str:wordpress>/"

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
        Page(Face.ADMIN, _ONE, views.one, "one_wordpress"),
        Page(Face.ADMIN, f"{_ONE}update/", views.update, "update_wordpress"),
        Page(Face.ADMIN, f"{_ONE}look/", views.look, "look_wordpress"),
        Page(Face.ADMIN, f"{_ONE}stage/", views.stage, "stage_wordpress"),
        Page(Face.ADMIN, "web/wordpress/<str:wordpress_copy>/publish/", views.publish, "publish_wordpress"),
        Page(Face.ADMIN, f"{_ONE}remove/", views.remove, "remove_wordpress"),
    ),
    jobs=(
        jobs.install_wordpress,
        jobs.update_wordpress,
        changing.look_for_updates,
        changing.update_parts,
        changing.stage_wordpress,
        changing.publish_wordpress,
        changing.remove_wordpress,
    ),
    duty=Duty.WEB,
)
