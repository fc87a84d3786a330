from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.customers import alerts, api, finding, views
from fumibako.chapters.console.operator_two_step.views import of_owner
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Reach, Resource, Tab

FEATURE = Feature(
    id="E6",
    pages=(
        Page(
            *(Face.CONSOLE, "customers/", views.listed, "customers"),
            Entry(_("Customer list"), Area.CUSTOMERS, "people", position=10),
        ),
        Page(Face.CONSOLE, "customers/add/", views.add, "add_customer", is_reserved=True),
        Page(
            *(Face.CONSOLE, "customers/<str:number>/", views.customer, "customer"),
            tab=Tab("customer", _("Overview"), position=10),
        ),
        Page(Face.CONSOLE, "customers/<str:number>/contract/", views.contract, "contract", is_reserved=True),
        Page(Face.CONSOLE, "customers/<str:number>/terms/", views.terms, "contract_terms", is_reserved=True),
        Page(Face.CONSOLE, "customers/<str:number>/rename/", views.rename, "rename_customer"),
        Page(Face.CONSOLE, "customers/<str:number>/delete/", views.delete, "delete_customer", is_reserved=True),
        Page(Face.CONSOLE, "customers/<str:number>/suspend/", views.suspend, "suspend_customer"),
        Page(Face.CONSOLE, "customers/<str:number>/resume/", views.resume, "resume_customer"),
        Page(Face.CONSOLE, "customers/<str:number>/reissue/", views.reissue, "reissue", is_reserved=True),
        Page(Face.CONSOLE, "customers/<str:number>/mypage/", views.mypage, "issue_mypage", is_reserved=True),
        Page(*(Face.CONSOLE, "customers/<str:number>/mypage/two-step/", of_owner, "owner_two_step"), is_reserved=True),
        Page(Face.CONSOLE, "customers/<str:number>/notice.pdf", views.notice, "notice", is_reserved=True),
    ),
    resources=(
        Resource("customers", {"GET": api.listed, "POST": api.add}, reach=Reach.PROVIDER),
        Resource(
            "customers/{name}", {"GET": api.show, "PATCH": api.change, "DELETE": api.delete}, reach=Reach.PROVIDER
        ),
        Resource("customers/{name}/suspend", {"POST": api.suspend}, reach=Reach.PROVIDER),
        Resource("customers/{name}/resume", {"POST": api.resume}, reach=Reach.PROVIDER),
        Resource("customers/{name}/unlock", {"POST": api.unlock_mypage}, reach=Reach.PROVIDER),
    ),
    alerts={Face.CONSOLE: alerts.for_operator},
    finds={Face.CONSOLE: finding.for_operator},
    is_for_support=True,
)
