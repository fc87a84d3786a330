from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.delivery_log import api, finding, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource

WORDS = (_("Find out what happened to a message"), _("delivery history missing mail not arrived bounce trace"))

FEATURE = Feature(
    id="B13",
    pages=(
        Page(
            *(Face.USER, "delivery-log/", views.own, "delivery_log"),
            Entry(_("Delivery log"), Area.MY_MAIL, "search", *WORDS, position=55),
        ),
        Page(Face.USER, "delivery-log/<str:delivery_id>/", views.own_delivery, "delivery"),
        Page(
            *(Face.ADMIN, "delivery-log/", views.of_the_domain, "delivery_log"),
            Entry(_("Delivery log"), Area.MAIL, "search", *WORDS, position=50),
        ),
        Page(Face.ADMIN, "delivery-log/<str:delivery_id>/", views.delivery_of_the_domain, "delivery"),
        Page(
            *(Face.CONSOLE, "delivery-log/", views.everybodys, "delivery_log"),
            Entry(_("Delivery log"), Area.DELIVERY, "search", *WORDS, position=40),
        ),
        Page(Face.CONSOLE, "delivery-log/<str:delivery_id>/", views.delivery_of_anybody, "delivery"),
    ),
    resources=(Resource("mail/trace", {"GET": api.trace}),),
    is_for_support=True,
    finds={Face.CONSOLE: finding.for_operator},
)
