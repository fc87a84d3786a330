from dataclasses import asdict

from fumibako.chapters.console.catalogue.services import Wanted
from fumibako.chapters.contract.options import services
from fumibako.chapters.contract.options.models import Effect, Option, Order
from fumibako.chapters.contract.plans.models import Plan
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
    """In the catalogue without a word in the audit log, so that what a service writes stands alone there."""
    values = {**asdict(WANTED), "requires": None, "effect": Effect.ACCOUNTS, "amount": 10}
    found, is_new = Option.objects.get_or_create(code="more-accounts", defaults=values)
    if is_new:
        found.plans.set(Plan.objects.filter(code="standard"))
    return found


def ordered(office: Office) -> Order:
    there = Order.objects.filter(customer=office.made.customer).first()
    return there or services.place_order(actor=PERSON, customer=office.made.customer, option=option(), packs=1)


def _in_use(office: Office) -> Order:
    order = ordered(office)
    services.approve_order(actor=PERSON, order=order)
    return order


CONTRACT = Contract(
    uses={
        services.place_order: lambda o: services.place_order(
            actor=PERSON, customer=o.made.customer, option=option(), packs=1
        ),
        services.approve_order: lambda o: services.approve_order(actor=PERSON, order=ordered(o)),
        services.refuse_order: lambda o: services.refuse_order(actor=PERSON, order=ordered(o), reason="在庫なし"),
        services.cancel_order: lambda o: services.cancel_order(actor=PERSON, order=_in_use(o)),
    },
    values=lambda office: {"option": option().code, "order": ordered(office).number},
    nobodys={"option": "nothing", "order": "R99999999"},
    everybodys=frozenset({"option"}),
)
