from django.utils.translation import gettext_lazy as _

from fumibako.chapters.identity.audit_log import api, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource, Tab
from fumibako.groundwork.tenancy.roles import Duty

WORDS = (_("Find out who changed what, and when"), _("history operations record trail changes logins who"))

FEATURE = Feature(
    id="B13",
    pages=(
        Page(
            *(Face.ADMIN, "audit/", views.own, "audit_log"),
            Entry(_("Audit log"), Area.CONTRACT, "clock", *WORDS, position=90),
        ),
        Page(
            *(Face.CONSOLE, "audit/", views.everybodys, "audit_log"),
            Entry(_("Audit log"), Area.SETTINGS, "clock", *WORDS, position=80),
        ),
        Page(Face.ADMIN, "audit/export/", views.export_own, "export_audit_log"),
        Page(Face.CONSOLE, "audit/export/", views.export_everybodys, "export_audit_log"),
        Page(
            *(Face.CONSOLE, "customers/<str:number>/audit/", views.of_customer, "customer_audit_log"),
            tab=Tab("customer", _("Audit log"), position=50),
        ),
    ),
    resources=(Resource("audit", {"GET": api.listed}),),
    duty=Duty.EVERYTHING,
    is_for_support=True,
)
