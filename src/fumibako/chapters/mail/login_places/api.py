"""Where logins may come from, for programs (A7)."""

from typing import Any, Literal

from fumibako.chapters.mail.accounts.api import account_here, domain_here
from fumibako.chapters.mail.login_places import queries, services
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Publication, Text
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.machine.state import Aspect
from fumibako.machine.state.mail.login_places import LoginPlaces

Where = Literal["anywhere", "japan", "listed"]


class LoginPlacesFacts(Facts):
    """key: the domain or the address whose rule it is. web: of browsers; programs: of mail programs; networks: allowed
    besides Japan, or alone where it says listed."""

    key: str
    web: str
    programs: str
    networks: list[str]


class SettledLoginPlaces(LoginPlacesFacts):
    publication: Publication


class NewLoginPlaces(Given):
    web: Where
    programs: Where
    networks: list[Text] | None = None

    def values(self) -> dict[str, Any]:
        return {"web": self.web, "programs": self.programs, "networks": self.networks or []}


def of_domain(request: ProgramRequest, domain: Text) -> LoginPlacesFacts:
    """The rule for all accounts of a domain that have none of their own."""
    row = domain_here(request, domain)
    return LoginPlacesFacts(**_facts(queries.of_domain(row), row.name))


def put_of_domain(request: ProgramRequest, domain: Text, given: NewLoginPlaces) -> SettledLoginPlaces:
    """Set it. Sessions that it does not allow end."""
    row = domain_here(request, domain)
    services.set_domain_places(actor=request.caller.actor, domain=row, **given.values())
    settled = wait_until_settled(Aspect.DOMAIN, row.name)
    return SettledLoginPlaces(**_facts(queries.of_domain(row), row.name), publication=settled)


def of_account(request: ProgramRequest, address: Text) -> LoginPlacesFacts:
    """The rule that holds for an account: its own or the domain's, as key says."""
    mailbox = account_here(request, address)
    return LoginPlacesFacts(**_facts(queries.in_force(mailbox), mailbox.domain.name))


def put_of_account(request: ProgramRequest, address: Text, given: NewLoginPlaces) -> SettledLoginPlaces:
    """Set one for this account instead of the domain's."""
    mailbox = account_here(request, address)
    services.set_account_places(actor=request.caller.actor, mailbox=mailbox, **given.values())
    settled = wait_until_settled(Aspect.ACCOUNT, mailbox.address)
    return SettledLoginPlaces(**_facts(queries.in_force(mailbox), mailbox.domain.name), publication=settled)


def follow_domain(request: ProgramRequest, address: Text) -> SettledLoginPlaces:
    """Let the domain's rule hold again."""
    mailbox = account_here(request, address)
    services.follow_domain(actor=request.caller.actor, mailbox=mailbox)
    settled = wait_until_settled(Aspect.ACCOUNT, mailbox.address)
    return SettledLoginPlaces(**_facts(queries.in_force(mailbox), mailbox.domain.name), publication=settled)


def _facts(places: LoginPlaces | None, key: str) -> dict[str, Any]:
    """key: where no rule was set."""
    now = places or LoginPlaces(key=key)
    return {"key": now.key, "web": now.web.value, "programs": now.programs.value, "networks": list(now.networks)}
