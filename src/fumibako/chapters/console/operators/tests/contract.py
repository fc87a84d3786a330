from fumibako.chapters.console.operators import services
from fumibako.chapters.console.operators.models import Operator
from fumibako.chapters.identity.logins.models import Login
from tests.contracts.declared import CANARY, PERSON, Contract


def _operator() -> Operator:
    return Operator.objects.create(login=Login.objects.create(kind=Login.Kind.OPERATOR, name="new"))


CONTRACT = Contract(
    uses={
        services.add_operator: lambda o: services.add_operator(actor=PERSON, login="new", password=CANARY),
        services.set_operator_password: lambda o: services.set_operator_password(
            actor=PERSON, operator=_operator(), password=CANARY
        ),
        services.suspend_operator: lambda o: services.suspend_operator(actor=PERSON, operator=_operator()),
        services.resume_operator: lambda o: services.resume_operator(actor=PERSON, operator=_operator()),
    },
    of_no_customer=frozenset(
        {
            services.add_operator,
            services.set_operator_password,
            services.suspend_operator,
            services.resume_operator,
        }
    ),
    values=lambda office: {"login": "desk"},
    nobodys={"login": "nobody"},
)
