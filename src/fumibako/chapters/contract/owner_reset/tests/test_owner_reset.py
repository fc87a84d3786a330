"""The lost password of My Page (E2): whoever asks learns nothing, and the link works once."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from fumibako.chapters.contract.owner_reset.models import OwnerResetRequest
from fumibako.chapters.contract.owner_reset.services import answer_owner_requests
from fumibako.chapters.contract.owners.models import Owner
from fumibako.chapters.contract.owners.services import issue_password
from fumibako.chapters.mail.tests.links import mails, path_in, text_of
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.notices.models import OutgoingNotice
from fumibako.groundwork.one_time.models import Issued
from fumibako.machine.formats.passwords import is_right
from tests.contracts.conftest import empty_cache, ours, theirs
from tests.contracts.people import Office, browser, owner

__all__ = ["empty_cache", "ours", "theirs"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("E2")]
NEW = "Kaban-to-kasa-77"
CHOSEN = {"password": NEW, "again": NEW}


def ask(number: str) -> str:
    """Ask for a link; the page that follows, without its form's token."""
    answer = browser().post("/mypage/reset/", {"login": number}, follow=True)
    return re.sub(r'value="[^"]{64}"', "", f"{answer.status_code} {answer.redirect_chain} {answer.content.decode()}")


def link(office: Office) -> str:
    """The path of a link that was mailed to the office's owner, who has set up My Page."""
    owner(office)
    ask(office.made.customer.number)
    answer_owner_requests()
    return path_in(mails("owner_password_reset")[-1])


def has_password(office: Office, password: str) -> bool:
    login = office.made.owner.owner.login
    login.refresh_from_db()
    return is_right(password, login.password_hash)


def test_the_link_sets_the_password_once_ends_sessions_and_tells_the_owner(ours: Office) -> None:
    way, elsewhere = link(ours), owner(ours)
    assert elsewhere.get("/mypage/").status_code == 200
    assert browser().get(way).status_code == 200
    assert browser().post(way, CHOSEN).headers["Location"] == "/mypage/login/"
    assert has_password(ours, NEW)
    assert elsewhere.get("/mypage/").status_code == 302
    assert browser().post(way, CHOSEN).status_code == 410
    (told,) = mails("owner_password_was_reset")
    assert told.recipient == mails("owner_password_reset")[0].recipient
    assert NEW not in text_of(told)
    done = Entry.objects.get(action="owner.reset_password")
    assert done.customer_number == ours.made.customer.number and NEW not in str(done.details)


def test_case_053_whoever_asks_learns_nothing(ours: Office) -> None:
    owner(ours)
    assert ask(ours.made.customer.number) == ask("W999999999")
    answer_owner_requests()
    assert len(mails("owner_password_reset")) == 1


def test_before_my_page_is_set_up_no_mail_is_sent(ours: Office) -> None:
    ask(ours.made.customer.number)
    assert answer_owner_requests() == 1
    assert not OutgoingNotice.objects.exists()


def test_case_121_three_an_hour_are_answered(ours: Office) -> None:
    owner(ours)
    for _ in range(10):
        ask(ours.made.customer.number), ask(ours.made.customer.number.lower())
        assert OwnerResetRequest.objects.count() == 1
        answer_owner_requests()
    assert len(mails("owner_password_reset")) == 3


def test_case_054_another_password_ends_the_link(ours: Office) -> None:
    way = link(ours)
    issue_password(actor=SYSTEM, customer=ours.made.customer)
    assert browser().post(way, CHOSEN).status_code == 410
    assert not has_password(ours, NEW)


def test_case_054_another_contact_address_ends_the_link(ours: Office) -> None:
    way = link(ours)
    Owner.objects.update(contact="new@elsewhere.example")
    assert browser().post(way, CHOSEN).status_code == 410
    assert not has_password(ours, NEW)


def test_case_054_a_password_from_the_provider_is_not_taken_back_by_the_old_contact_address(ours: Office) -> None:
    link(ours)
    issue_password(actor=SYSTEM, customer=ours.made.customer)
    OutgoingNotice.objects.all().delete()
    ask(ours.made.customer.number)
    answer_owner_requests()
    assert not OutgoingNotice.objects.exists()
    assert Owner.objects.get(login=ours.made.owner.owner.login).contact == ""


def test_case_054_an_hour_ends_the_link(ours: Office) -> None:
    way = link(ours)
    Issued.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert browser().post(way, CHOSEN).status_code == 410
    assert not has_password(ours, NEW)


def test_a_password_that_is_refused_leaves_the_link_as_it_was(ours: Office) -> None:
    way = link(ours)
    assert browser().post(way, {"password": "short", "again": "short"}).status_code == 422
    assert browser().post(way, CHOSEN).status_code == 302
