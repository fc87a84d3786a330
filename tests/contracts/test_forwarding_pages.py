"""What pages say about a forwarding whose target goes: before it is deleted, and afterwards (C3)."""

import pytest

from fumibako.chapters.mail.accounts.services import add_account, delete_account, suspend_account
from fumibako.chapters.mail.forwarding.services import set_forwarding
from fumibako.groundwork.audit.actor import SYSTEM
from tests.contracts.people import Office, member

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C3", "B1")]
ELSEWHERE = "ichiro@elsewhere.example"


def test_whoever_deletes_an_account_reads_who_forwards_there_and_the_forwarder_that_it_is_gone(ours: Office) -> None:
    gone = add_account(actor=SYSTEM, domain=ours.made.domain, local_part="gone").mailbox
    user, administrator = member(ours.user), member(ours.made.administrator)
    user.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    question = f"/admin/accounts/{gone.address}/delete/"
    assert ours.user.mailbox.address not in administrator.get(question).content.decode()
    targets = [gone.address, ELSEWHERE]
    set_forwarding(actor=SYSTEM, mailbox=ours.user.mailbox, targets=targets, keeps_copy=False, is_on=True)
    assert f"<b>{ours.user.mailbox.address}</b>" in administrator.get(question).content.decode()
    before = user.get("/user/forwarding/").content.decode()
    assert "No copy stays" in before and "no account" not in before
    delete_account(actor=SYSTEM, mailbox=gone)
    after = user.get("/user/forwarding/").content.decode()
    assert f"the account <b>{gone.address}</b>" in after and "No copy stays" not in after
    refused = user.post("/user/forwarding/", {"targets": "\n".join(targets), "is_on": "on"})
    assert refused.status_code == 422
    assert f"There is no account {gone.address}." in refused.content.decode()


def test_whoever_suspends_an_account_reads_who_forwards_there_and_the_forwarder_that_it_is_suspended(
    ours: Office,
) -> None:
    paused = add_account(actor=SYSTEM, domain=ours.made.domain, local_part="paused").mailbox
    user, administrator = member(ours.user), member(ours.made.administrator)
    user.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    targets = [f"paused+x@{ours.made.domain.name}", ELSEWHERE]
    set_forwarding(actor=SYSTEM, mailbox=ours.user.mailbox, targets=targets, keeps_copy=False, is_on=True)
    question = administrator.get(f"/admin/accounts/{paused.address}/suspend/").content.decode()
    assert f"<b>{ours.user.mailbox.address}</b>" in question
    assert "is suspended" not in user.get("/user/forwarding/").content.decode()
    suspend_account(actor=SYSTEM, mailbox=paused)
    assert f"<b>{targets[0]}</b> is suspended" in user.get("/user/forwarding/").content.decode()


def test_that_another_customers_account_is_suspended_is_not_told(ours: Office, theirs: Office) -> None:
    suspend_account(actor=SYSTEM, mailbox=theirs.user.mailbox)
    targets = [theirs.user.mailbox.address]
    set_forwarding(actor=SYSTEM, mailbox=ours.user.mailbox, targets=targets, keeps_copy=True, is_on=True)
    user = member(ours.user)
    user.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert "is suspended" not in user.get("/user/forwarding/").content.decode()
