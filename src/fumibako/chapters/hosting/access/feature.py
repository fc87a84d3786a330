from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.access import api, snapshot, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource
from fumibako.groundwork.tenancy.roles import Duty

_ONE = "web/access/<str:restriction>/"
_USER = f"{_ONE}users/<str:access_user>/"
_RESOURCE = "access/{domain}/{restriction}"

FEATURE = Feature(
    id="D6",
    pages=(
        Page(
            *(Face.ADMIN, "web/access/", views.listed, "access"),
            Entry(
                _("Access restriction"),
                Area.WEB,
                "shield",
                _("Folders that open only with a user name and a password"),
                _("password protect members only Basic authentication htpasswd realm"),
                position=55,
            ),
        ),
        Page(Face.ADMIN, "web/access/add/", views.add, "add_restriction"),
        Page(Face.ADMIN, _ONE, views.restriction, "restriction"),
        Page(Face.ADMIN, f"{_ONE}remove/", views.lift, "lift_restriction"),
        Page(Face.ADMIN, f"{_ONE}users/add/", views.add_user, "add_access_user"),
        Page(Face.ADMIN, f"{_USER}password/", views.password, "access_password"),
        Page(Face.ADMIN, f"{_USER}delete/", views.remove_user, "remove_access_user"),
    ),
    resources=(
        Resource("access/{domain}", {"GET": api.listed, "POST": api.restrict}),
        Resource(_RESOURCE, {"PATCH": api.set_realm, "DELETE": api.lift}),
        Resource(f"{_RESOURCE}/users", {"POST": api.add_user}),
        Resource(f"{_RESOURCE}/users/{{name}}", {"DELETE": api.remove_user}),
        Resource(f"{_RESOURCE}/users/{{name}}/password", {"POST": api.set_password}),
    ),
    parts=(snapshot.PART,),
    duty=Duty.WEB,
)
