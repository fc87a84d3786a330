"""Whose mail an administrator may put under somebody's approval (B13, B1)."""

import pytest

from fumibako.chapters.mail.administrators.services import set_role
from fumibako.chapters.webmail.guard.models import ApprovalRule, SendingPolicy
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.tenancy.roles import Role
from tests.contracts.conftest import empty_cache, ours
from tests.contracts.people import Office, member

__all__ = ["empty_cache", "ours"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B13", "B1")]
PAGE = "/admin/sending-policy/approval/"


def test_another_administrators_mail_is_for_those_with_every_right(ours: Office) -> None:
    """Whoever approves a mail reads it."""
    set_role(actor=SYSTEM, mailbox=ours.user.mailbox, role=Role.ACCOUNTS)
    chief, other = ours.made.administrator, member(ours.user)
    given = {"accounts": chief.mailbox.address, "superior": ours.user.mailbox.address, "deputy": ""}
    assert other.post(PAGE, given).status_code == 422 and not ApprovalRule.objects.exists()
    assert member(chief).post(PAGE, given).status_code == 302
    other.post(PAGE, {"action": "end", "account": chief.mailbox.address})
    assert ApprovalRule.objects.filter(mailbox=chief.mailbox).exists()


def test_copies_of_everybodys_mail_are_for_those_with_every_right(ours: Office) -> None:
    set_role(actor=SYSTEM, mailbox=ours.user.mailbox, role=Role.ACCOUNTS)
    chief, other = member(ours.made.administrator), member(ours.user)
    page, given = "/admin/sending-policy/", {"hold_minutes": "0", "most_domains": "0"}
    mine = given | {"copy_to": ours.user.mailbox.address}
    assert other.post(page, mine).status_code == 422 and not SendingPolicy.objects.filter(copy_to__gt="").exists()
    assert chief.post(page, mine).status_code == 302
    for allowed in (mine | {"hold_minutes": "5"}, given | {"copy_to": ""}):  # as it was, or none
        assert other.post(page, allowed).status_code == 302
