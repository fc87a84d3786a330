from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts import alerts, api, finding, snapshot, tabs, views
from fumibako.chapters.mail.accounts.of_customer import of_customer
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource, Tab

FEATURE = Feature(
    id="B1",
    pages=(
        Page(
            *(Face.ADMIN, "accounts/", views.listed, "accounts"),
            Entry(
                _("Mail accounts"),
                Area.MAIL,
                "people",
                _("List, change, suspend, delete"),
                _("users mailboxes addresses forwarding auto-reply vacation"),
                position=10,
                is_frequent=True,
            ),
            Tab("accounts", _("List"), position=10),
        ),
        Page(Face.ADMIN, "accounts/add/", views.add, "add_account"),
        Page(
            *(Face.ADMIN, "accounts/<str:address>/", views.change, "account"),
            tab=Tab("account", _("Basics"), position=10, group=tabs.BASICS),
        ),
        Page(Face.ADMIN, "accounts/<str:address>/suspend/", views.suspend, "suspend_account"),
        Page(Face.ADMIN, "accounts/<str:address>/resume/", views.resume, "resume_account"),
        Page(Face.ADMIN, "accounts/<str:address>/password/", views.set_password, "set_password"),
        Page(Face.ADMIN, "accounts/<str:address>/sheet/", views.sheet, "account_sheet"),
        Page(Face.ADMIN, "accounts/<str:address>/delete/", views.delete, "delete_account"),
        Page(
            *(Face.CONSOLE, "customers/<str:number>/accounts/", of_customer, "customer_accounts"),
            tab=Tab("customer", _("Mail accounts"), position=15),
        ),
    ),
    parts=snapshot.PARTS,
    resources=(
        Resource("accounts", {"GET": api.listed, "POST": api.add}),
        Resource("accounts/{address}", {"GET": api.show, "PATCH": api.change, "DELETE": api.delete}),
        Resource("accounts/{address}/password", {"POST": api.set_password}),
        Resource("accounts/{address}/suspend", {"POST": api.suspend}),
        Resource("accounts/{address}/resume", {"POST": api.resume}),
    ),
    alerts={Face.ADMIN: alerts.for_administrator, Face.MYPAGE: alerts.for_owner},
    finds={Face.ADMIN: finding.for_administrator, Face.CONSOLE: finding.for_operator},
    is_for_support=True,
)
