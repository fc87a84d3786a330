"""Mail accounts as holders of a second step."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.two_step.kinds import Holder, Kind
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import alias_addresses_of, mailbox_of
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.groundwork.features import Face


def holder_of(mailbox: Mailbox) -> Holder:
    return Holder(
        login=mailbox.login,
        name=mailbox.address,
        own_addresses=(mailbox.address, *alias_addresses_of(mailbox)),
        told=(mailbox.address,),
        domain=mailbox.domain,
    )


def _holder_of_login(login: Login) -> Holder | None:
    mailbox = mailbox_of(login)
    return holder_of(mailbox) if mailbox else None


def _here(request: MemberRequest) -> Holder:
    return holder_of(request.mailbox)


MEMBERS = Kind(
    login=Login.Kind.MEMBER,
    face=Face.USER,
    prefix="",
    door="membersite:login",
    holder_of=_holder_of_login,
    here=_here,
    rescue=_("If you have none, ask your administrator to switch two-step verification off."),
)
