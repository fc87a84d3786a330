from django.http import HttpRequest
from django.test import RequestFactory

from fumibako.chapters.identity.logins.sessions import Cookies
from fumibako.chapters.mail.account_settings import services
from tests.contracts.declared import CANARY, PERSON, Answer, Contract
from tests.contracts.people import Office


def _request() -> HttpRequest:
    request = RequestFactory().post("/user/password/", headers={"x-real-ip": PERSON.remote})
    request.cookies_to_change = Cookies()
    return request


def _change_own(office: Office) -> None:
    mailbox, old = office.user.mailbox, office.user.password
    services.change_own_password(_request(), actor=PERSON, mailbox=mailbox, old=old, new=CANARY)


CONTRACT = Contract(
    uses={services.change_own_password: _change_own},
    answers=(
        Answer("/user/password/", {"old": "wrong-password", "password": "short", "again": "other"}, 422),
        Answer("/user/account/name/", {"display_name": "x" * 300}, 422),
    ),
)
