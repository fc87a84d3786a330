from fumibako.chapters.console.domains import api, views
from fumibako.groundwork.features import Face, Feature, Page, Reach, Resource

FEATURE = Feature(
    id="B1",
    pages=(
        Page(Face.CONSOLE, "customers/<str:number>/domains/add/", views.add, "add_domain"),
        Page(
            *(Face.CONSOLE, "customers/<str:number>/domains/<str:domain>/remove/", views.remove, "remove_domain"),
            is_reserved=True,
        ),
    ),
    resources=(
        Resource("domains", {"GET": api.listed}),
        Resource("domains", {"POST": api.add}, reach=Reach.PROVIDER),
        Resource("domains/{domain}", {"DELETE": api.remove}, reach=Reach.PROVIDER),
    ),
    is_for_support=True,
)
