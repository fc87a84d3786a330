from fumibako.chapters.mail.password_reset import views
from fumibako.groundwork.features import Face, Feature, Page

FEATURE = Feature(
    id="A4",
    pages=(
        Page(Face.SITE, "reset/", views.ask, "reset"),
        Page(Face.SITE, "reset/sent/", views.sent, "reset_sent"),
        Page(Face.SITE, "reset/<str:token>/", views.new_password, "new_password"),
    ),
)
