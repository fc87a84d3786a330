from fumibako.chapters.console.support_login import views
from fumibako.groundwork.features import Face, Feature, Page

FEATURE = Feature(
    id="E6",
    pages=(
        Page(Face.CONSOLE, "customers/<str:number>/support/", views.start, "start_support"),
        Page(Face.CONSOLE, "support/end/", views.end, "end_support"),
    ),
    is_for_support=True,
)
