from fumibako.chapters.console.catalogue import services
from fumibako.chapters.contract.options.tests.contract import WANTED, option
from tests.contracts.declared import PERSON, Answer, Contract

CONTRACT = Contract(
    uses={
        services.add_option: lambda o: services.add_option(actor=PERSON, code="x", wanted=WANTED, plans=[]),
        services.change_option: lambda o: services.change_option(
            actor=PERSON, option=option(), wanted=WANTED, plans=["compact"]
        ),
    },
    of_no_customer=frozenset({services.add_option, services.change_option}),
    answers=(
        Answer("/console/catalogue/add/", {"code": "Ａ b", "name_ja": "", "price": "many"}, 422),
        Answer("/console/catalogue/mail-accounts/", {"packs_max": "0", "order_url": "javascript:x"}, 422),
    ),
)
