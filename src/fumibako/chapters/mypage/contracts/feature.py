from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mypage.contracts import alerts, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page

FEATURE = Feature(
    id="E2",
    pages=(
        Page(
            *(Face.MYPAGE, "contracts/", views.listed, "contracts"),
            Entry(
                _("Contract details"),
                Area.CONTRACT,
                "sheet",
                _("Plan, period, addresses and servers"),
                _("payment period customer number print"),
                position=10,
                is_frequent=True,
            ),
        ),
        Page(Face.MYPAGE, "contracts/<str:number>/", views.details, "contract"),
    ),
    alerts={Face.MYPAGE: alerts.for_owner},
)
