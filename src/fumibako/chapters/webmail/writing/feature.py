from fumibako.chapters.webmail.writing import sending, views
from fumibako.groundwork.features import Face, Feature, Page

FEATURE = Feature(
    id="C1",
    pages=(
        Page(Face.WEBMAIL, "write/", views.write, "write"),
        Page(Face.WEBMAIL, "send/", sending.send, "send"),
    ),
    duty=None,
)
