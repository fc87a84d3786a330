from django.utils import timezone

from fumibako.chapters.contract.options.models import Effect, Option, Order, State
from fumibako.chapters.contract.plans.models import Plan
from fumibako.chapters.mail.spam_engine import services
from tests.contracts.declared import PERSON, Contract
from tests.contracts.people import Office


def ordered(office: Office, accounts: int) -> Order:
    option = Option.objects.create(
        code="engine", name_ja="x", name_en="x", price=1, effect=Effect.SPAM, amount=accounts
    )
    return Order.objects.create(
        number="R99999999",
        customer=office.made.domain.customer,
        option=option,
        packs=1,
        amount=accounts,
        price=1,
        state=State.ACTIVE,
        requested_at=timezone.now(),
    )


def _choose(office: Office) -> int:
    ordered(office, 5)
    return services.choose_accounts(actor=PERSON, domain=office.made.domain, addresses=[office.user.mailbox.address])


def offer() -> Option:
    """As the operator sells it: the page is there for contracts that may order it."""
    found, _ = Option.objects.get_or_create(
        code="spam-check", defaults={"name_ja": "x", "name_en": "x", "price": 1, "effect": Effect.SPAM, "amount": 50}
    )
    found.plans.set(Plan.objects.filter(code="standard"))
    return found


def _values(office: Office) -> dict[str, str]:
    offer()
    return {}


CONTRACT = Contract(uses={services.choose_accounts: _choose}, values=_values)
