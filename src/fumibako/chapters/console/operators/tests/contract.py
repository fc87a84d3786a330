from fumibako.chapters.console.operators import services
from fumibako.chapters.console.operators.models import Operator
from fumibako.chapters.identity.logins.models import Login
from fumibako.groundwork.tenancy.staff import StaffRole
from tests.contracts.declared import CANARY, PERSON, Answer, Contract


def _operator() -> Operator:
    login = Login.objects.create(kind=Login.Kind.OPERATOR, name="new")
    return Operator.objects.create(login=login, role=StaffRole.SUPPORT)


def _colleague() -> str:
    """One who is there beside whoever looks."""
    login, _ = Login.objects.get_or_create(kind=Login.Kind.OPERATOR, name="colleague")
    Operator.objects.get_or_create(login=login, defaults={"role": StaffRole.SUPPORT})
    return login.name


CONTRACT = Contract(
    uses={
        services.add_operator: lambda o: services.add_operator(actor=PERSON, login="new", password=CANARY),
        services.change_operator: lambda o: services.change_operator(
            actor=PERSON, operator=_operator(), display_name="山田", role="look"
        ),
        services.set_operator_password: lambda o: services.set_operator_password(
            actor=PERSON, operator=_operator(), password=CANARY
        ),
        services.suspend_operator: lambda o: services.suspend_operator(actor=PERSON, operator=_operator()),
        services.resume_operator: lambda o: services.resume_operator(actor=PERSON, operator=_operator()),
        services.unlock_operator: lambda o: services.unlock_operator(actor=PERSON, operator=_operator()),
        services.remove_operator: lambda o: services.remove_operator(actor=PERSON, operator=_operator()),
    },
    of_no_customer=frozenset(
        {
            services.add_operator,
            services.change_operator,
            services.set_operator_password,
            services.suspend_operator,
            services.resume_operator,
            services.unlock_operator,
            services.remove_operator,
        }
    ),
    values=lambda office: {"login": _colleague()},
    nobodys={"login": "nobody"},
    everybodys=frozenset({"login"}),
    posted_only=("console:resume_operator", "console:unlock_operator"),
    answers=(
        Answer("/console/operators/add/", {"login": "Yamada San", "role": "support"}, 422),
        Answer("/console/operators/add/", {"login": "{new}", "role": "support"}, 200),
    ),
)
