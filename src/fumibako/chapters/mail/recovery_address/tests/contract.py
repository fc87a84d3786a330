from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from fumibako.chapters.identity.logins.sessions import Cookies
from fumibako.chapters.mail.recovery_address import services
from fumibako.chapters.mail.recovery_address.models import RecoveryAddress
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office


def _request() -> HttpRequest:
    request = RequestFactory().post("/user/recovery/", headers={"x-real-ip": PERSON.remote})
    request.cookies_to_change = Cookies()
    return request


def _ask(office: Office) -> None:
    mailbox, password = office.user.mailbox, office.user.password
    services.request_confirmation(_request(), actor=PERSON, mailbox=mailbox, address="a@b.example", password=password)


def _remove(office: Office) -> None:
    mailbox, password = office.user.mailbox, office.user.password
    RecoveryAddress.objects.create(login=mailbox.login, address="a@b.example", confirmed_at=timezone.now())
    services.remove(_request(), actor=PERSON, mailbox=mailbox, password=password)


CONTRACT = Contract(
    uses={services.request_confirmation: _ask, services.remove: _remove},
    values=lambda office: {"token": "ended"},
    nobodys={"token": "nobodys"},
    answers=(Answer("/user/recovery/", {"address": "nowhere", "again": "elsewhere", "old": "x"}, 422),),
)
