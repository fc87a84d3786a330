from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.certificates import alerts, api, snapshot, views
from fumibako.chapters.hosting.certificates.everybodys import everybodys
from fumibako.chapters.hosting.certificates.jobs import order_certificate
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource
from fumibako.groundwork.tenancy.roles import Duty

_ONE = "web/ssl/<str:host>/"

FEATURE = Feature(
    id="D11",
    pages=(
        Page(
            *(Face.ADMIN, "web/ssl/", views.listed, "ssl"),
            Entry(
                _("SSL certificates"),
                Area.WEB,
                "key",
                _("HTTPS for your own domain"),
                _("SSL TLS HTTPS certificate CSR PKCS12 Let's Encrypt ACME redirect"),
                position=50,
            ),
        ),
        Page(
            *(Face.CONSOLE, "certificates/", everybodys, "certificates"),
            Entry(
                _("Customers' certificates"),
                Area.HEALTH,
                "key",
                _("When they end, what could not be renewed"),
                _("SSL TLS HTTPS certificate expiry"),
                position=30,
            ),
        ),
        Page(Face.ADMIN, _ONE, views.one, "ssl_host"),
        Page(Face.ADMIN, f"{_ONE}request/", views.ask, "ssl_request"),
        Page(Face.ADMIN, f"{_ONE}install/", views.install, "ssl_install"),
        Page(Face.ADMIN, f"{_ONE}import/", views.bring, "ssl_import"),
        Page(Face.ADMIN, f"{_ONE}order/", views.order, "ssl_order"),
        Page(Face.ADMIN, f"{_ONE}redirect/", views.lead, "ssl_redirect"),
        Page(Face.ADMIN, f"{_ONE}hsts/", views.promise, "ssl_hsts"),
        Page(Face.ADMIN, f"{_ONE}remove/", views.remove, "ssl_remove"),
    ),
    resources=(
        Resource("certificates", {"GET": api.listed}),
        Resource(
            "certificates/{host}", {"GET": api.show, "PUT": api.install, "PATCH": api.change, "DELETE": api.remove}
        ),
        Resource("certificates/{host}/names", {"GET": api.names}),
        Resource("certificates/{host}/request", {"POST": api.ask}),
        Resource("certificates/{host}/order", {"POST": api.order}),
    ),
    parts=(snapshot.PART,),
    jobs=(order_certificate,),
    duty=Duty.WEB,
    alerts={Face.ADMIN: alerts.for_administrator, Face.CONSOLE: alerts.for_operator},
)
