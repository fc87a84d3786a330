"""Contract owners as holders of a second step."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.contract.owners.models import Owner
from fumibako.chapters.contract.owners.queries import owner_of
from fumibako.chapters.contract.requests import OwnerRequest
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.two_step.kinds import Holder, Kind
from fumibako.groundwork.features import Face


def holder_of(owner: Owner) -> Holder:
    """Their contact address may have the codes: My Page is no mailbox."""
    return Holder(login=owner.login, name=owner.login.name.upper(), told=(owner.contact,) if owner.contact else ())


def _holder_of_login(login: Login) -> Holder | None:
    owner = owner_of(login)
    return holder_of(owner) if owner else None


def _here(request: OwnerRequest) -> Holder:
    return holder_of(request.owner)


OWNERS = Kind(
    login=Login.Kind.CONTRACT,
    face=Face.MYPAGE,
    prefix="mypage/",
    door="mypage:login",
    holder_of=_holder_of_login,
    here=_here,
    rescue=_("If you have none, contact us."),
)
