from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.branding import api, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Reach, Resource

FEATURE = Feature(
    id="E6",
    pages=(
        Page(
            *(Face.CONSOLE, "branding/", views.provider, "branding"),
            Entry(
                _("Provider"),
                Area.SETTINGS,
                "building",
                _("Service name, support, logo"),
                _("branding logo company telephone sender"),
                position=10,
            ),
        ),
        Page(Face.CONSOLE, "settings/", views.settings, "settings"),
        Page(Face.SITE, "logo", views.logo, "logo"),
        Page(Face.SITE, "brand.css", views.stylesheet, "brand_css"),
    ),
    resources=(Resource("branding", {"GET": api.show, "PATCH": api.change}, reach=Reach.PROVIDER),),
)
