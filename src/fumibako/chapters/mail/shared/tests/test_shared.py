"""Shared mailboxes: who, with which rights, and what a change leaves behind. Real Dovecot and Postfix:
tests/journeys/test_shared.py."""

import pytest

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import delete_account
from fumibako.chapters.mail.administrators.services import set_role
from fumibako.chapters.mail.shared import errors, queries, services, snapshot
from fumibako.chapters.mail.shared.models import Share
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.tenancy.roles import Role
from fumibako.machine.state.mail.shared import Right
from tests.contracts.declared import PERSON
from tests.contracts.people import Office, make, member

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B16")]


@pytest.fixture
def ours() -> Office:
    return make("株式会社わたし", "ours.example")


@pytest.fixture
def info(ours: Office) -> Mailbox:
    members = {Right.READ: ["administrator"], Right.MANAGE: ["suzuki@ours.example"]}
    return services.add_shared_mailbox(
        actor=PERSON, domain=ours.made.domain, local_part="info", display_name="", members=members
    )


def test_its_members_are_wanted_with_their_rights(ours: Office, info: Mailbox) -> None:
    wish = snapshot.shared(info.address)
    assert wish and wish.members == (("administrator@ours.example", Right.READ), ("suzuki@ours.example", Right.MANAGE))


def test_an_account_that_is_there_is_shared_as_it_is(ours: Office) -> None:
    before = ours.user.mailbox.password_hash
    services.add_shared_mailbox(
        actor=PERSON,
        domain=ours.made.domain,
        local_part="Suzuki",
        display_name="x",
        members={Right.READ: ["administrator"]},
    )
    assert Mailbox.objects.count() == 2 and Mailbox.objects.get(local_part="suzuki").password_hash == before


@pytest.mark.parametrize(
    ("members", "refusal"),
    [
        ({}, errors.NoMembers),
        ({Right.READ: ["nobody"]}, errors.NoSuchMember),
        ({Right.READ: ["suzuki@theirs.example"]}, errors.NoSuchMember),
        ({Right.READ: ["suzuki"], Right.MANAGE: ["suzuki@ours.example"]}, errors.MemberTwice),
        ({Right.READ: ["info"]}, errors.OwnMember),
    ],
)
def test_members_who_cannot_be_are_refused(
    info: Mailbox, members: dict[Right, list[str]], refusal: type[Exception]
) -> None:
    make("株式会社あちら", "theirs.example")
    with pytest.raises(refusal):
        services.set_members(actor=PERSON, mailbox=info, members=members)
    assert Share.objects.count() == 2


def test_a_refused_mailbox_leaves_no_account(ours: Office) -> None:
    with pytest.raises(errors.NoMembers):
        services.add_shared_mailbox(
            actor=PERSON, domain=ours.made.domain, local_part="info", display_name="", members={}
        )
    assert not Mailbox.objects.filter(local_part="info").exists()


def test_whoever_reads_only_does_not_send_in_its_name(ours: Office, info: Mailbox) -> None:
    assert queries.may_send_as(ours.made.administrator.mailbox) == []
    assert [each.address for each in queries.may_send_as(ours.user.mailbox)] == [info.address]


def test_a_deleted_member_is_none_for_whoever_gets_the_name_next(ours: Office, info: Mailbox) -> None:
    wanted = Publication.objects.get(aspect="account", key=info.address).wanted
    delete_account(actor=SYSTEM, mailbox=ours.user.mailbox)
    assert Publication.objects.get(aspect="account", key=info.address).wanted == wanted + 1
    wish = snapshot.shared(info.address)
    assert wish and [address for address, _ in wish.members] == ["administrator@ours.example"]


def test_sharing_that_ended_wants_nothing_and_keeps_the_account(info: Mailbox) -> None:
    services.stop_sharing(actor=PERSON, mailbox=info)
    assert snapshot.shared(info.address) is None and Mailbox.objects.filter(pk=info.pk).exists()


def test_all_mistakes_are_told_and_nothing_typed_is_lost(ours: Office) -> None:
    client = member(ours.made.administrator)
    answer = client.post("/admin/shared/add/", {"local_part": "a b", "read": "nobody\nnone", "answer": ""})
    page = answer.content.decode()
    assert answer.status_code == 422 and "nobody@ours.example" in page and "none@ours.example" in page


def test_another_customers_mailbox_is_nobodys(ours: Office, info: Mailbox) -> None:
    theirs = member(make("株式会社あちら", "theirs.example").made.administrator)
    for path in (f"/admin/shared/{info.address}/", f"/admin/shared/{info.address}/stop/"):
        assert theirs.get(path).status_code == theirs.post(path).status_code == 404
    assert Share.objects.count() == 2


def test_what_is_shared_already_is_changed_and_not_added_again(ours: Office, info: Mailbox) -> None:
    client = member(ours.made.administrator)
    answer = client.post("/admin/shared/add/", {"local_part": "info", "read": "suzuki"})
    assert answer.status_code == 422 and "すでに共有しています" in answer.content.decode()
    assert Share.objects.count() == 2


@pytest.mark.feature("B1")
def test_another_administrators_mail_is_not_read_by_sharing_it(ours: Office) -> None:
    """With the mail that brings a new password comes what its account may do."""
    set_role(actor=SYSTEM, mailbox=ours.user.mailbox, role=Role.ACCOUNTS)
    given = {"local_part": "administrator", "manage": "suzuki"}
    answer = member(ours.user).post("/admin/shared/add/", given)
    assert answer.status_code == 422 and Share.objects.count() == 0
    assert member(ours.made.administrator).post("/admin/shared/add/", given).status_code == 302
