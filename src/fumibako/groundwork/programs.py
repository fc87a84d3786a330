"""What programs send and get (B13): for whom a program asks, and the shapes that bodies and answers have in common.

A body is taken as it is: no value of another type is converted, and none that nobody asked for is passed over.
"""

from dataclasses import dataclass
from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.groundwork.tenancy.roles import Role
from fumibako.groundwork.tenancy.staff import StaffRole


@dataclass(frozen=True)
class Caller:
    """actor: root, or the person who made the key. customer: whose things there are for the program; None: the
    provider's program, for which there are everybody's. owner: whose jobs it starts and sees (jobs/owners.py).
    staff_role: what the operator may do whose key it is."""

    actor: Actor
    customer: Customer | None
    role: Role
    owner: str
    staff_role: StaffRole = StaffRole.EVERYTHING

    @property
    def domains(self) -> QuerySet[Domain]:
        every = Domain.objects.select_related("customer", "alias_of").order_by("name")
        return every if self.customer is None else every.filter(customer=self.customer)


class ProgramRequest(HttpRequest):
    """A request behind the API's door. Objects are reached through the caller only."""

    caller: Caller


class RoleTooLow(Refused):
    code = "role_too_low"
    message = _("The role of this API key does not allow this.")


class ProviderOnly(Refused):
    code = "provider_only"
    message = _("Only the provider can do this.")


FAILURES = {
    400: ("json", _("The request cannot be read: its body must be a JSON object.")),
    404: ("not_found", _("There is nothing at this address.")),
    405: ("method", _("This address does not have that method.")),
    413: ("too_large", _("The request is too large.")),
    500: ("broken", _("Something went wrong here. It has been logged.")),
    503: ("away", _("The database cannot be used right now. Nothing was changed; try again in a minute.")),
}
"""Code and words of answers that no rule of a feature gives, by HTTP status."""


def _storable(text: str) -> str:
    """Not so: half a surrogate pair, which is no UTF-8, and NUL, which PostgreSQL does not take."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("no text")
    return text


Text = Annotated[str, AfterValidator(_storable)]
Password = Annotated[Text | None, Field(description="Left out or null: one is generated and returned.")]
Publication = Annotated[
    str,
    Field(description="live: every service knows the change. pending: not after five seconds. refused: see the logs."),
]


class Given(BaseModel):
    """A body that a program sends."""

    model_config = ConfigDict(strict=True, extra="forbid")


class NewPassword(Given):
    password: Password = None


class Facts(BaseModel):
    """An answer. Values that were not set are left out."""


class Problem(BaseModel):
    """Why nothing was changed. code is for programs and stable, message for people, field the value it is about."""

    code: str
    message: str
    field: str


class Failure(BaseModel):
    error: Problem
