import pyotp
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from fumibako.chapters.identity.logins.sessions import Cookies
from fumibako.chapters.mail.accounts.services import NewAccount
from fumibako.chapters.mail.two_step import services
from fumibako.chapters.mail.two_step.models import TwoStep
from fumibako.chapters.mail.two_step.secret_codes import new_app_secret
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office

HOME = "suzuki@home.example"


def _request() -> HttpRequest:
    request = RequestFactory().post("/user/two-step/", headers={"x-real-ip": PERSON.remote})
    request.cookies_to_change = Cookies()
    return request


def _on(user: NewAccount) -> None:
    TwoStep.objects.create(login=user.mailbox.login, address=HOME, confirmed_at=timezone.now())


def _ask(office: Office) -> None:
    user = office.user
    services.request_set_up(_request(), actor=PERSON, mailbox=user.mailbox, address=HOME, password=user.password)


def _off(office: Office) -> None:
    _on(office.user)
    services.switch_off(_request(), actor=PERSON, mailbox=office.user.mailbox, password=office.user.password)


def _off_for(office: Office) -> None:
    _on(office.user)
    services.switch_off_for(actor=PERSON, mailbox=office.user.mailbox)


def _codes(office: Office) -> None:
    _on(office.user)
    services.make_recovery_codes(_request(), actor=PERSON, mailbox=office.user.mailbox, password=office.user.password)


def _app(office: Office) -> None:
    _on(office.user)
    mailbox, password, secret = office.user.mailbox, office.user.password, new_app_secret()
    code = pyotp.TOTP(secret).now()
    services.set_app(_request(), actor=PERSON, mailbox=mailbox, secret=secret, code=code, password=password)


def _no_app(office: Office) -> None:
    _on(office.user)
    services.remove_app(_request(), actor=PERSON, mailbox=office.user.mailbox, password=office.user.password)


CONTRACT = Contract(
    uses={
        services.request_set_up: _ask,
        services.switch_off: _off,
        services.switch_off_for: _off_for,
        services.make_recovery_codes: _codes,
        services.set_app: _app,
        services.remove_app: _no_app,
    },
    answers=(Answer("/user/two-step/", {"address": "nowhere", "again": "elsewhere", "old": "x"}, 422),),
)
