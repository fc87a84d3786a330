from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.operator_two_step.views import of_operator
from fumibako.chapters.console.operators import api, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Reach, Resource

FEATURE = Feature(
    id="E6",
    pages=(
        Page(
            *(Face.CONSOLE, "operators/", views.listed, "operators"),
            Entry(
                _("Operators"),
                Area.SETTINGS,
                "people",
                _("Who uses the console, and for what"),
                _("staff roles login password"),
                position=60,
            ),
        ),
        Page(Face.CONSOLE, "operators/add/", views.add, "add_operator"),
        Page(Face.CONSOLE, "operators/<str:login>/", views.operator, "operator"),
        Page(Face.CONSOLE, "operators/<str:login>/password/", views.set_password, "operator_password"),
        Page(Face.CONSOLE, "operators/<str:login>/two-step/", of_operator, "operator_two_step"),
        Page(Face.CONSOLE, "operators/<str:login>/suspend/", views.suspend, "suspend_operator"),
        Page(Face.CONSOLE, "operators/<str:login>/resume/", views.resume, "resume_operator"),
        Page(Face.CONSOLE, "operators/<str:login>/unlock/", views.unlock, "unlock_operator"),
        Page(Face.CONSOLE, "operators/<str:login>/remove/", views.remove, "remove_operator"),
    ),
    resources=(
        Resource("operators", {"GET": api.listed, "POST": api.add}, reach=Reach.MACHINE),
        Resource("operators/{login}", {"PATCH": api.change, "DELETE": api.remove}, reach=Reach.MACHINE),
        Resource("operators/{login}/password", {"POST": api.set_password}, reach=Reach.MACHINE),
        Resource("operators/{login}/suspend", {"POST": api.suspend}, reach=Reach.MACHINE),
        Resource("operators/{login}/resume", {"POST": api.resume}, reach=Reach.MACHINE),
        Resource("operators/{login}/unlock", {"POST": api.unlock}, reach=Reach.MACHINE),
    ),
)
