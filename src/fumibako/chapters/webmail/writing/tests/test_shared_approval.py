"""Mail in the name of a shared mailbox is bound by that mailbox's approval rule, whoever writes it (B13, B16)."""

from typing import Any

import pytest
from django.test import Client

from fumibako.chapters.mail.accounts.models import Mailbox as Account
from fumibako.chapters.mail.accounts.services import NewAccount, add_account
from fumibako.chapters.mail.shared.services import add_shared_mailbox, stop_sharing
from fumibako.chapters.webmail.guard.models import SendingPolicy
from fumibako.chapters.webmail.guard.services import require_approval
from fumibako.chapters.webmail.writing import approving, outbox
from fumibako.chapters.webmail.writing.models import Submission
from fumibako.chapters.webmail.writing.tests.conftest import Clock
from fumibako.chapters.webmail.writing.tests.test_outbox import MINUTE, post
from fumibako.chapters.webmail.writing.tests.test_pages import COLLEAGUE, OUTSIDER, Mailbox
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.notices.models import OutgoingNotice
from fumibako.machine.state.mail.shared import Right
from tests.contracts.declared import PERSON
from tests.contracts.people import Office, member

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B13", "B16")]
State = Submission.State
INFO = "info@ours.example"


@pytest.fixture
def chief(ours: Office) -> NewAccount:
    return add_account(actor=SYSTEM, domain=ours.made.domain, local_part="bucho")


@pytest.fixture(autouse=True)
def info(ours: Office, chief: NewAccount, client: Client, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Account:
    """client and chief write in its name; its mail to outside needs chief's approval."""
    monkeypatch.setattr(approving, "Session", lambda config, address: mailbox)
    members = {Right.ANSWER: [ours.user.mailbox.address], Right.MANAGE: [chief.mailbox.address]}
    made = add_shared_mailbox(
        actor=PERSON, domain=ours.made.domain, local_part="info", display_name="総務部", members=members
    )
    rule(ours, made.address, chief)
    SendingPolicy.objects.create(customer=ours.made.customer, is_confirmed=False)
    return made


def rule(ours: Office, account: str, superior: NewAccount) -> None:
    people = {"accounts": account, "superior": superior.mailbox.address, "deputy": ""}
    require_approval(actor=PERSON, customer=ours.made.customer, **people)


def held() -> str:
    return f"/mail/approvals/mail/?mail={Submission.objects.get().pk}"


def test_it_waits_for_the_superior_of_the_mailbox_and_goes_out_in_its_name(
    client: Client, ours: Office, chief: NewAccount, mailbox: Mailbox, sent: list[Any], clock: Clock
) -> None:
    post(client, to=OUTSIDER, sender=INFO)
    clock.now += 20 * MINUTE
    assert (outbox.send_due(), sent, Submission.objects.get().state) == (0, [], State.HELD)
    wanted = OutgoingNotice.objects.get()
    assert wanted.recipient == chief.mailbox.address and wanted.key == "approval_wanted"
    theirs = member(chief)
    page = theirs.get("/mail/approvals/").content.decode()
    assert INFO in page and ours.user.mailbox.address in page
    assert client.post(held(), {"action": "approve"}).status_code == 302  # not the writer
    assert Submission.objects.get().state == State.HELD
    theirs.post(held(), {"action": "approve"})
    assert outbox.send_due() == 1
    assert [given[:2] for given in sent] == [(INFO, [OUTSIDER])]


def test_in_the_own_name_and_within_the_company_nobody_is_asked(
    client: Client, mailbox: Mailbox, sent: list[Any], clock: Clock
) -> None:
    post(client, to=OUTSIDER)
    post(client, to=COLLEAGUE, sender=INFO, message_id="<2@ours.example>")
    clock.now += MINUTE
    assert outbox.send_due() == 2 and {given[0] for given in sent} == {"suzuki@ours.example", INFO}


def test_who_decides_about_the_mailbox_sends_in_its_name_without_asking(
    chief: NewAccount, mailbox: Mailbox, sent: list[Any], clock: Clock
) -> None:
    post(member(chief), to=OUTSIDER, sender=INFO)
    clock.now += MINUTE
    assert (outbox.send_due(), sent[0][0]) == (1, INFO)


def test_their_own_rule_binds_them_there_too(
    ours: Office, chief: NewAccount, mailbox: Mailbox, sent: list[Any], clock: Clock
) -> None:
    rule(ours, chief.mailbox.address, ours.made.administrator)
    post(member(chief), to=OUTSIDER, sender=INFO)
    clock.now += 20 * MINUTE
    assert (outbox.send_due(), Submission.objects.get().state) == (0, State.HELD)
    assert OutgoingNotice.objects.get().recipient == ours.made.administrator.mailbox.address


def test_what_was_approved_in_its_name_goes_out_in_no_other(
    client: Client, chief: NewAccount, info: Account, mailbox: Mailbox, sent: list[Any], clock: Clock
) -> None:
    post(client, to=OUTSIDER, sender=INFO)
    member(chief).post(held(), {"action": "approve"})
    stop_sharing(actor=PERSON, mailbox=info)
    clock.now += MINUTE
    assert (outbox.send_due(), sent, Submission.objects.get().state) == (0, [], State.FAILED)
