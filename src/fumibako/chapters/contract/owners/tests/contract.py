from django.http import HttpRequest
from django.test import RequestFactory

from fumibako.chapters.contract.owners import services
from fumibako.chapters.identity.logins.sessions import Cookies
from tests.contracts.declared import CANARY, PERSON, Answer, Contract
from tests.contracts.people import Office


def _request(path: str) -> HttpRequest:
    request = RequestFactory().post(path, headers={"x-real-ip": PERSON.remote})
    request.cookies_to_change = Cookies()
    return request


def _change_password(office: Office) -> None:
    made = office.made.owner
    services.change_owner_password(
        _request("/mypage/password/"), actor=PERSON, owner=made.owner, old=made.password, new=CANARY
    )


def _change_contact(office: Office) -> None:
    made, request = office.made.owner, _request("/mypage/contact/")
    contact = "somu@elsewhere.example"
    services.change_contact(request, actor=PERSON, owner=made.owner, old=made.password, contact=contact)


CONTRACT = Contract(
    uses={
        services.issue_password: lambda o: services.issue_password(
            actor=PERSON, customer=o.made.customer, password=CANARY
        ),
        services.set_up: lambda o: services.set_up(
            actor=PERSON, owner=o.made.owner.owner, password=CANARY, contact="somu@elsewhere.example"
        ),
        services.change_owner_password: _change_password,
        services.change_contact: _change_contact,
    },
    answers=(
        Answer("/mypage/password/", {"old": "wrong-password", "password": "short", "again": "other"}, 422),
        Answer("/mypage/contact/", {"contact": "nobody", "old": "wrong-password"}, 422),
    ),
)
