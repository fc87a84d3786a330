from django.utils.translation import gettext_lazy as _

from fumibako.chapters.identity.audit_log import views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Tab
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
        Page(
            *(Face.CONSOLE, "customers/<str:number>/audit/", views.of_customer, "customer_audit_log"),
            tab=Tab("customer", _("Audit log"), position=50),
        ),
    ),
    duty=Duty.EVERYTHING,
    is_for_support=True,
)
