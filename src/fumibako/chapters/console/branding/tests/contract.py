from fumibako.chapters.console.branding import services
from tests.contracts.declared import PERSON, Answer, Contract

CONTRACT = Contract(
    uses={services.set_branding: lambda o: services.set_branding(actor=PERSON, texts={"name": "青空メール"})},
    of_no_customer=frozenset({services.set_branding}),
    answers=(Answer("/console/branding/", {"name": "", "support_address": "nowhere"}, 422),),
)
