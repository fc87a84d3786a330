from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.subdomains import api, snapshot, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource
from fumibako.groundwork.tenancy.roles import Duty

_ONE = "web/subdomains/<str:subdomain>/"

FEATURE = Feature(
    id="D10",
    pages=(
        Page(
            *(Face.ADMIN, "web/subdomains/", views.listed, "subdomains"),
            Entry(
                _("Subdomains"),
                Area.WEB,
                "folder",
                _("Further websites such as shop.example.com in folders of their own"),
                _("subdomain folder virtual host shop blog"),
                position=45,
            ),
        ),
        Page(Face.ADMIN, "web/subdomains/add/", views.add, "add_subdomain"),
        Page(Face.ADMIN, _ONE, views.change, "change_subdomain"),
        Page(Face.ADMIN, f"{_ONE}error-pages/", views.error_pages, "subdomain_error_pages"),
        Page(Face.ADMIN, f"{_ONE}delete/", views.delete, "delete_subdomain"),
    ),
    resources=(
        Resource("subdomains/{domain}", {"GET": api.listed, "POST": api.add}),
        Resource("subdomains/{domain}/{subdomain}", {"PATCH": api.change, "DELETE": api.delete}),
    ),
    parts=(snapshot.PART,),
    duty=Duty.WEB,
)
