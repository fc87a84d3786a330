from fumibako.chapters.demo.filling import api
from fumibako.chapters.demo.filling.jobs import fill
from fumibako.groundwork.features import Feature, Reach, Resource

FEATURE = Feature(id="E6", resources=(Resource("demo", {"GET": api.show}, reach=Reach.MACHINE),), jobs=(fill,))
