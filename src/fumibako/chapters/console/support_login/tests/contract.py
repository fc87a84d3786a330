from django.utils import timezone

from fumibako.chapters.console.support_login import services
from fumibako.chapters.console.support_login.models import SupportLogin
from fumibako.chapters.identity.logins.models import Login, SignIn
from fumibako.chapters.identity.logins.sessions import proof_of
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office


def session() -> SignIn:
    """An operator's."""
    login = Login.objects.create(kind=Login.Kind.OPERATOR, name="support")
    now = timezone.now()
    return SignIn.objects.create(token_hash="x", login=login, proof=proof_of(login), created_at=now, seen_at=now)


def started(office: Office) -> SupportLogin:
    return services.start_support_login(
        actor=PERSON,
        sign_in=session(),
        customer=office.made.customer,
        address=office.user.mailbox.address,
        reason="Inquiry 1024: forwarding",
    ).support_login


CONTRACT = Contract(
    uses={
        services.start_support_login: started,
        services.end_support_login: lambda o: services.end_support_login(actor=PERSON, support_login=started(o)),
    },
    posted_only=("console:end_support",),
    answers=(Answer("/console/customers/{number}/support/", {"address": "nobody@out.example", "reason": "x"}, 422),),
)
