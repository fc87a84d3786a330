from django.utils import timezone

from fumibako.chapters.contract.options.models import Effect, Option, Order, State
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


CONTRACT = Contract(uses={services.choose_accounts: _choose})
