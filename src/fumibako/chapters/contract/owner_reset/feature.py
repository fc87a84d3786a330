from fumibako.chapters.contract.owner_reset import views
from fumibako.groundwork.features import Face, Feature, Page

FEATURE = Feature(
    id="E2",
    pages=(
        Page(Face.SITE, "mypage/reset/", views.ask, "owner_reset"),
        Page(Face.SITE, "mypage/reset/sent/", views.sent, "owner_reset_sent"),
        Page(Face.SITE, "mypage/reset/<str:token>/", views.new_password, "owner_new_password"),
    ),
)
