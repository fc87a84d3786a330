from fumibako.chapters.demo.filling import alerts, api
from fumibako.chapters.demo.filling.jobs import fill
from fumibako.groundwork.features import Face, Feature, Reach, Resource

FEATURE = Feature(
    id="E6",
    resources=(Resource("demo", {"GET": api.show}, reach=Reach.MACHINE),),
    jobs=(fill,),
    duty=None,
    alerts=dict.fromkeys((Face.USER, Face.ADMIN, Face.MYPAGE, Face.CONSOLE), alerts.for_everybody),
)
