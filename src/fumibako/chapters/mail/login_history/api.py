"""The login history for programs (B13)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.identity.logins.services import unlock
from fumibako.chapters.mail.accounts.api import account_here
from fumibako.chapters.mail.login_history.queries import EVERYTHING, Search, logins, logins_of_customer
from fumibako.groundwork.programs import Facts, ProgramRequest, Text
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.guardd.control import GuardDown

AT_MOST = 200


class HistoryAway(Refused):
    code = "login_history_away"
    message = _("The login history cannot be read right now. Try again in a few minutes.")


class LoginFacts(Facts):
    """times: as often within the hour after since. protocol: web, imap, pop3, smtp, sieve or ftp. outcome: in, wrong,
    later, place, code or closed."""

    account: str
    protocol: str
    remote: str
    outcome: str
    since: datetime
    at: datetime
    times: int


class UnlockedAccount(Facts):
    address: str


def unlock_account(request: ProgramRequest, address: Text) -> UnlockedAccount:
    """Forget the wrong passwords of an account: whoever has the right one is let in at once."""
    mailbox = account_here(request, address)
    unlock(actor=request.caller.actor, login=mailbox.login)
    return UnlockedAccount(address=mailbox.address)


def listed(request: ProgramRequest, account: Text = "", protocol: Text = "") -> list[LoginFacts]:
    """Who logged in, or was not let in, the latest first, 200 at most."""
    customer, search = request.caller.customer, Search(name=account.lower(), way=protocol)
    try:
        found = logins_of_customer(customer, search, AT_MOST) if customer else logins(EVERYTHING, search, AT_MOST)
    except GuardDown as error:
        raise HistoryAway from error
    return [
        LoginFacts(
            account=one.name,
            protocol=one.protocol,
            remote=one.remote,
            outcome=one.outcome,
            since=one.since,
            at=one.at,
            times=one.times,
        )
        for one in found
    ]
