from fumibako.chapters.console.operators import api
from fumibako.groundwork.features import Feature, Resource

FEATURE = Feature(
    id="E6",
    resources=(
        Resource("operators", {"GET": api.listed, "POST": api.add}),
        Resource("operators/<str:login>/password", {"POST": api.set_password}),
        Resource("operators/<str:login>/suspend", {"POST": api.suspend}),
        Resource("operators/<str:login>/resume", {"POST": api.resume}),
    ),
)
