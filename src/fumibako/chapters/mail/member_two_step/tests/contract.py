import pyotp
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from fumibako.chapters.identity.logins.sessions import Cookies
from fumibako.chapters.identity.two_step import services
from fumibako.chapters.identity.two_step.kinds import Holder
from fumibako.chapters.identity.two_step.models import Passkey, TwoStep
from fumibako.chapters.identity.two_step.passkeys import to_create
from fumibako.chapters.identity.two_step.secret_codes import new_app_secret
from fumibako.chapters.mail.accounts.services import NewAccount
from fumibako.chapters.mail.member_two_step.kind import MEMBERS, holder_of
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.passkeys import Device
from tests.contracts.people import Office

HOME = "suzuki@home.example"


def _request() -> HttpRequest:
    request = RequestFactory().post("/user/two-step/", headers={"x-real-ip": PERSON.remote})
    request.cookies_to_change = Cookies()
    return request


def _holder(office: Office) -> Holder:
    return holder_of(office.user.mailbox)


def _on(user: NewAccount) -> None:
    TwoStep.objects.create(login=user.mailbox.login, address=HOME, confirmed_at=timezone.now())


def _ask(office: Office) -> None:
    user = office.user
    services.request_set_up(
        _request(), actor=PERSON, kind=MEMBERS, holder=_holder(office), address=HOME, password=user.password
    )


def _off(office: Office) -> None:
    _on(office.user)
    services.switch_off(_request(), actor=PERSON, holder=_holder(office), password=office.user.password)


def _off_for(office: Office) -> None:
    _on(office.user)
    services.switch_off_for(actor=PERSON, holder=_holder(office))


def _codes(office: Office) -> None:
    _on(office.user)
    services.make_recovery_codes(_request(), actor=PERSON, holder=_holder(office), password=office.user.password)


def _app(office: Office) -> None:
    _on(office.user)
    password, secret = office.user.password, new_app_secret()
    code = pyotp.TOTP(secret).now()
    services.set_app(_request(), actor=PERSON, holder=_holder(office), secret=secret, code=code, password=password)


def _no_app(office: Office) -> None:
    _on(office.user)
    services.remove_app(_request(), actor=PERSON, holder=_holder(office), password=office.user.password)


def _key(user: NewAccount) -> Passkey:
    _on(user)
    return Passkey.objects.create(
        login=user.mailbox.login,
        credential=f"of-{user.mailbox.pk}",
        public_key=b"",
        name="Phone",
        added_at=timezone.now(),
    )


def _add_key(office: Office) -> None:
    _on(office.user)
    request, holder, device = _request(), _holder(office), Device(origin="https://testserver")
    challenge, signed = services.begin_passkey(holder.login)
    answer = device.create(to_create(request, holder, challenge, ()))
    password = office.user.password
    services.add_passkey(
        request, actor=PERSON, holder=holder, name="Phone", signed=signed, answer=answer, password=password
    )


def _rename_key(office: Office) -> None:
    services.rename_passkey(actor=PERSON, holder=_holder(office), passkey=_key(office.user), name="Key")


def _remove_key(office: Office) -> None:
    user = office.user
    services.remove_passkey(
        _request(), actor=PERSON, holder=_holder(office), passkey=_key(user), password=user.password
    )


CONTRACT = Contract(
    uses={
        services.request_set_up: _ask,
        services.switch_off: _off,
        services.switch_off_for: _off_for,
        services.make_recovery_codes: _codes,
        services.set_app: _app,
        services.remove_app: _no_app,
        services.add_passkey: _add_key,
        services.rename_passkey: _rename_key,
        services.remove_passkey: _remove_key,
    },
    answers=(Answer("/user/two-step/", {"address": "nowhere", "again": "elsewhere", "old": "x"}, 422),),
)
