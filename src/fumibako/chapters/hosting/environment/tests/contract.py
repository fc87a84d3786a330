from fumibako.chapters.hosting.environment import services
from tests.contracts.declared import PERSON, Answer, Contract

CONTRACT = Contract(
    uses={
        services.set_php: lambda o: services.set_php(
            actor=PERSON,
            site=o.made.domain.site,
            memory_mb=256,
            upload_mb=8,
            shows_errors=False,
            timezone="UTC",
        ),
    },
    answers=(Answer("/admin/web/environment/", {}, 200),),
)
