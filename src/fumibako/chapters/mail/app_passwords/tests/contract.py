from django.http import HttpRequest
from django.test import RequestFactory

from fumibako.chapters.identity.logins.password_policy import mark_of
from fumibako.chapters.identity.logins.services import prove_own_password
from fumibako.chapters.identity.logins.sessions import Cookies
from fumibako.chapters.mail.accounts.services import NewAccount
from fumibako.chapters.mail.app_passwords import services
from fumibako.chapters.mail.app_passwords.models import AppPassword
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office


def _request() -> HttpRequest:
    request = RequestFactory().post("/user/app-passwords/", headers={"x-real-ip": PERSON.remote})
    request.cookies_to_change = Cookies()
    return request


def _add(office: Office) -> None:
    mailbox, password = office.user.mailbox, office.user.password
    proved = prove_own_password(_request(), login=mailbox.login, password=password)
    services.add_app_password(actor=PERSON, mailbox=mailbox, name="Phone", protocols=["imap"], proved=proved)


def _made(account: NewAccount) -> AppPassword:
    login = account.mailbox.login
    login.refresh_from_db()
    return AppPassword.objects.get_or_create(
        login=login,
        digest=f"{login.pk:064}",
        defaults={"name": "Phone", "proof": mark_of(login.password_hash), "protocols": ["imap"]},
    )[0]


def _remove(office: Office) -> None:
    services.remove_app_password(actor=PERSON, mailbox=office.user.mailbox, row=_made(office.user))


CONTRACT = Contract(
    uses={services.add_app_password: _add, services.remove_app_password: _remove},
    values=lambda office: {"app_password": str(_made(office.made.administrator).pk)},
    nobodys={"app_password": "999999999"},
    answers=(Answer("/user/app-passwords/", {"name": "", "old": "x"}, 422),),
)
