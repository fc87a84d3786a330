"""What two-step verification needs to know of each kind of login."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from fumibako.chapters.identity.logins.models import Login
from fumibako.groundwork.features import Face, Words
from fumibako.groundwork.tenancy.models import Domain


@dataclass(frozen=True)
class Holder:
    """Whom a login belongs to.

    name: as they write it. own_addresses: those whose mail cannot be read before logging in, so that no code goes
    there. told: who is told of changes besides the address that gets the codes. domain: in whose name mails come; None:
    the provider's.
    """

    login: Login
    name: str
    own_addresses: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    domain: Domain | None = None

    @property
    def has_mail_programs(self) -> bool:
        """Programs that ask for no code, and so have app passwords."""
        return self.login.kind == Login.Kind.MEMBER


@dataclass(frozen=True)
class Kind:
    """login: whose it is for. face: of the settings. prefix: of its pages on the member site, which are open to
    everybody; door: the name of the page where its people log in. holder_of: None where the login is nobody's any
    more. here: whoever is logged in, from a request behind the face's gate. rescue: what to do without any code."""

    login: Login.Kind
    face: Face
    prefix: str
    door: str
    holder_of: Callable[[Login], Holder | None]
    here: Callable[[Any], Holder]
    rescue: Words

    def address_of(self, page: str, *given: str) -> str:
        """Of one of its pages on the member site."""
        name = self.prefix.replace("/", "_") + page
        return reverse(f"{Face.SITE}:{name}", args=given)

    def settings(self, page: str = "two_step", *given: str) -> str:
        """Of one of its pages on its face."""
        return reverse(f"{self.face}:{page}", args=given)

    def holder(self, login: Login | None) -> Holder | None:
        return self.holder_of(login) if login is not None and login.kind == self.login else None
