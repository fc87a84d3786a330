from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mypage.ordering import alerts, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page
from fumibako.groundwork.tenancy.roles import Duty

FEATURE = Feature(
    id="E4",
    duty=Duty.EVERYTHING,
    pages=(
        Page(
            *(Face.ADMIN, "options/", views.guide, "options"),
            Entry(
                _("Options"),
                Area.CONTRACT,
                "plus",
                _("What can be added, and how to order it"),
                _("order pack price more accounts disk"),
                position=10,
            ),
        ),
        Page(
            *(Face.MYPAGE, "options/", views.listed, "options"),
            Entry(
                _("Order options"),
                Area.CONTRACT,
                "plus",
                _("More accounts, more web disk"),
                _("order pack price more accounts disk"),
                position=30,
                is_frequent=True,
            ),
        ),
        Page(Face.MYPAGE, "options/<str:option>/", views.order, "place_order"),
        Page(
            *(Face.MYPAGE, "orders/", views.orders, "orders"),
            Entry(
                _("Orders"),
                Area.CONTRACT,
                "clock",
                _("What was ordered, and what became of it"),
                _("history cancel option state"),
                position=40,
                is_frequent=True,
            ),
        ),
        Page(Face.MYPAGE, "orders/<str:order>/", views.one, "order"),
        Page(Face.MYPAGE, "orders/<str:order>/cancel/", views.cancel, "cancel_order"),
    ),
    alerts={Face.MYPAGE: alerts.for_owner},
)
