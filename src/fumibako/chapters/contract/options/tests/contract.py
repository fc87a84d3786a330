from fumibako.chapters.console.catalogue.services import Wanted, add_option
from fumibako.chapters.contract.options import services
from fumibako.chapters.contract.options.models import Option, Order
from fumibako.chapters.contract.options.queries import option as option_of
from fumibako.groundwork.audit.actor import SYSTEM
from tests.contracts.declared import PERSON, Contract
from tests.contracts.people import Office

WANTED = Wanted(
    name_ja="メールアカウント追加",
    name_en="Mail accounts",
    contents_ja="10アカウント",
    contents_en="10 accounts",
    packs_max=100,
    price=1000,
)


def option() -> Option:
    found = option_of("more-accounts")
    return found or add_option(
        actor=SYSTEM, code="more-accounts", wanted=WANTED, plans=["standard"], effect="accounts", amount=10
    )


def ordered(office: Office, once: str = "x") -> Order:
    return services.place_order(actor=SYSTEM, customer=office.made.customer, option=option(), packs=1, once=once)


def _in_use(office: Office) -> Order:
    order = ordered(office)
    services.approve_order(actor=SYSTEM, order=order)
    return order


CONTRACT = Contract(
    uses={
        services.place_order: lambda o: services.place_order(
            actor=PERSON, customer=o.made.customer, option=option(), packs=1, once="x"
        ),
        services.approve_order: lambda o: services.approve_order(actor=PERSON, order=ordered(o)),
        services.refuse_order: lambda o: services.refuse_order(actor=PERSON, order=ordered(o), reason="在庫なし"),
        services.cancel_order: lambda o: services.cancel_order(actor=PERSON, order=_in_use(o)),
    },
    values=lambda office: {"option": option().code, "order": ordered(office).number},
    nobodys={"option": "nothing", "order": "R99999999"},
)
