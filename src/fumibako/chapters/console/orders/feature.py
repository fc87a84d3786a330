from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.orders import alerts, api, certificates, finding, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Reach, Resource, Tab

FEATURE = Feature(
    id="E4",
    pages=(
        Page(
            *(Face.CONSOLE, "orders/", views.listed, "orders"),
            Entry(_("Orders"), Area.RECEPTION, "clock", position=10),
        ),
        Page(
            *(Face.CONSOLE, "customers/<str:number>/orders/", views.of_customer, "customer_orders"),
            tab=Tab("customer", _("Orders"), position=20),
        ),
        Page(Face.CONSOLE, "orders/<str:order>/", views.one, "order"),
        Page(Face.CONSOLE, "orders/<str:order>/refuse/", views.refuse, "refuse_order"),
        Page(Face.CONSOLE, "orders/<str:order>/certificates/<str:host>/", certificates.install, "order_certificate"),
    ),
    resources=(
        Resource("orders", {"GET": api.listed}, reach=Reach.PROVIDER),
        Resource("orders/{order}/approve", {"POST": api.approve}, reach=Reach.PROVIDER),
        Resource("orders/{order}/refuse", {"POST": api.refuse}, reach=Reach.PROVIDER),
    ),
    alerts={Face.CONSOLE: alerts.for_operator},
    finds={Face.CONSOLE: finding.for_operator},
)
