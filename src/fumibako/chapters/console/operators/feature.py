from fumibako.chapters.console.operators import api
from fumibako.groundwork.features import Feature, Reach, Resource

FEATURE = Feature(
    id="E6",
    resources=(
        Resource("operators", {"GET": api.listed, "POST": api.add}, reach=Reach.MACHINE),
        Resource("operators/{login}/password", {"POST": api.set_password}, reach=Reach.MACHINE),
        Resource("operators/{login}/suspend", {"POST": api.suspend}, reach=Reach.MACHINE),
        Resource("operators/{login}/resume", {"POST": api.resume}, reach=Reach.MACHINE),
    ),
)
