from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.databases import api, jobs, snapshot, user_views, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource
from fumibako.groundwork.tenancy.roles import Duty

_USER = "web/databases/users/<str:database_user>/"

FEATURE = Feature(
    id="D3",
    pages=(
        Page(
            *(Face.ADMIN, "web/databases/", views.listed, "databases"),
            Entry(
                _("Databases"),
                Area.WEB,
                "sheet",
                _("Add, export and import databases of your website"),
                _("MariaDB MySQL SQL database user password dump import export WordPress"),
                position=25,
            ),
        ),
        Page(Face.ADMIN, "web/databases/add/", views.add, "add_database"),
        Page(Face.ADMIN, "web/databases/<str:database>/", views.database, "database"),
        Page(Face.ADMIN, "web/databases/<str:database>/tool/", views.tool, "database_tool"),
        Page(Face.ADMIN, "web/databases/<str:database>/password/", views.password, "database_password"),
        Page(Face.ADMIN, "web/databases/<str:database>/dump/", views.dump, "dump_database"),
        Page(Face.ADMIN, "web/databases/<str:database>/load/", views.load, "load_database"),
        Page(Face.ADMIN, "web/databases/<str:database>/drop/", views.drop, "drop_database"),
        Page(Face.ADMIN, "web/databases/<str:database>/users/add/", user_views.add, "add_database_user"),
        Page(Face.ADMIN, f"{_USER}password/", user_views.password, "database_user_password"),
        Page(Face.ADMIN, f"{_USER}drop/", user_views.drop, "drop_database_user"),
    ),
    resources=(
        Resource("databases/{domain}", {"GET": api.listed, "POST": api.add}),
        Resource("databases/{domain}/dumps/{job}", {"GET": api.dump_state}),
        Resource("databases/{domain}/{database}", {"DELETE": api.drop}),
        Resource("databases/{domain}/{database}/password", {"POST": api.set_password}),
        Resource("databases/{domain}/{database}/users", {"POST": api.add_user}),
        Resource("databases/{domain}/{database}/users/{name}", {"DELETE": api.drop_user}),
        Resource("databases/{domain}/{database}/users/{name}/password", {"POST": api.set_user_password}),
        Resource("databases/{domain}/{database}/dump", {"POST": api.dump}),
    ),
    parts=(snapshot.PART,),
    jobs=(jobs.dump_database, jobs.load_database, jobs.take_back_databases),
    duty=Duty.WEB,
)
