from django.utils.translation import gettext_lazy as _

from fumibako.chapters.identity.keys.views import CUSTOMERS, OPERATORS
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Tab
from fumibako.groundwork.tenancy.roles import Duty

FEATURE = Feature(
    id="B13",
    pages=(
        Page(
            *(Face.ADMIN, "keys/", CUSTOMERS.listed, "keys"),
            tab=Tab("accounts", _("API keys"), _("programs scripts automation token"), position=80),
        ),
        Page(Face.ADMIN, "keys/add/", CUSTOMERS.add, "add_key"),
        Page(Face.ADMIN, "keys/<str:key>/revoke/", CUSTOMERS.revoke, "revoke_key"),
        Page(
            *(Face.CONSOLE, "keys/", OPERATORS.listed, "keys"),
            Entry(
                _("API keys"),
                Area.SETTINGS,
                "key",
                _("For programs that use the service"),
                _("programs scripts automation token"),
                position=70,
            ),
        ),
        Page(Face.CONSOLE, "keys/add/", OPERATORS.add, "add_key"),
        Page(Face.CONSOLE, "keys/<str:key>/revoke/", OPERATORS.revoke, "revoke_key"),
    ),
    duty=Duty.EVERYTHING,
)
