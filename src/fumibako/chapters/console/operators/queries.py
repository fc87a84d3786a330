"""Looking at operators."""

from django.db.models import QuerySet

from fumibako.chapters.console.operators.models import Operator
from fumibako.chapters.identity.logins.models import Login


def operators() -> QuerySet[Operator]:
    return Operator.objects.select_related("login").order_by("login__name")


def operator(name: str) -> Operator | None:
    return operators().filter(login__name=name.lower()).first()


def operator_of(login: Login) -> Operator | None:
    return operators().filter(login=login).first()
