from django.utils.translation import gettext_lazy as _

from fumibako.chapters.member.faces import everywhere
from fumibako.chapters.member.inquiry import alerts, finding, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Tab

_KEYWORDS = _("contact support question help")

FEATURE = Feature(
    id="A1",
    pages=(
        *everywhere(
            *("inquiry/", views.ask, "inquiry"),
            Entry(_("Inquiry"), Area.SUPPORT, "mail", _("Ask our support"), _KEYWORDS, position=40),
        ),
        *everywhere("inquiry/sent/", views.sent, "inquiry_sent"),
        Page(
            *(Face.CONSOLE, "inquiries/", views.listed, "inquiries"),
            Entry(_("Inquiries"), Area.RECEPTION, "reply", _("Read and answer"), _KEYWORDS, position=20),
        ),
        Page(
            *(Face.CONSOLE, "customers/<str:number>/inquiries/", views.of_customer, "customer_inquiries"),
            tab=Tab("customer", _("Inquiries"), position=30),
        ),
        Page(Face.CONSOLE, "inquiries/<str:inquiry>/", views.inquiry, "inquiry"),
        Page(Face.CONSOLE, "inquiries/<str:inquiry>/close/", views.close, "close_inquiry"),
    ),
    duty=None,
    alerts={Face.CONSOLE: alerts.for_operator},
    finds={Face.CONSOLE: finding.for_operator},
    is_for_support=True,
)
