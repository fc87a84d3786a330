"""What the pages say of a change that a daemon refused or that cannot be made now, and of a repair that takes long."""

import pytest
from django.test import Client

from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.publish.models import Publication
from fumibako.machine.daemons.dovecot.control import Mailboxes
from fumibako.machine.provision.client import AgentDown, AgentFailed, AgentLate, AgentRefused
from tests.contracts.people import Office, member, operator

pytestmark = [pytest.mark.django_db, pytest.mark.feature("E6")]
MESSAGE = "dovecot: product.sieve: line 3: unknown test"


def refused(office: Office) -> Publication:
    address = office.user.mailbox.address
    Publication.objects.filter(aspect="account", key=address).update(outcome="refused", message=MESSAGE)
    return Publication.objects.get(aspect="account", key=address)


def retry(client: Client, pk: object) -> str:
    answer = client.post("/console/health/retry/", {"publication": pk}, follow=True)
    assert answer.redirect_chain == [("/console/health/", 302)]
    return answer.content.decode()


def test_the_operator_has_a_refused_change_tried_again(ours: Office) -> None:
    publication, client = refused(ours), operator()
    page = client.get("/console/health/").content.decode()
    assert MESSAGE in page and f'name="publication" value="{publication.pk}"' in page
    assert "変更をもう一度反映しています。" in retry(client, publication.pk)
    publication.refresh_from_db()
    assert (publication.outcome, publication.message) == ("pending", "")
    assert Entry.objects.get(action="change.retry").subject == f"account {publication.key}"


@pytest.mark.parametrize("pk", ["", "0", "x", "9" * 30, "١"])
def test_what_is_not_refused_is_not_tried_again(ours: Office, pk: str) -> None:
    refused(ours)
    assert "一覧にもうありません" in retry(operator(), pk)
    assert Publication.objects.filter(outcome="refused").count() == 1


def test_a_change_that_cannot_be_made_now_says_that_it_is_retried(ours: Office) -> None:
    address = ours.user.mailbox.address
    page, client = f"/admin/accounts/{address}/", member(ours.made.administrator)
    assert "再試行待ち" not in client.get(page).content.decode()
    Publication.objects.filter(key=address).update(message="sievec did not end within 30 s")
    text = client.get(page).content.decode()
    assert "再試行待ち" in text and "自動的に再試行されます" in text
    assert "再試行待ち" in operator().get("/console/health/").content.decode()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (None, "メールボックスを修復しました。"),
        (AgentLate("no answer within 30 s"), "修復を続けています。"),
        (AgentDown("no such file"), "メールボックスを修復できませんでした。"),
        (AgentFailed("doveadm did not end"), "メールボックスを修復できませんでした。"),
        (AgentRefused("no such verb"), "メールボックスを修復できませんでした。"),
    ],
)
@pytest.mark.feature("C10")
def test_a_repair_that_still_runs_is_not_said_to_have_failed(
    ours: Office, monkeypatch: pytest.MonkeyPatch, error: Exception | None, said: str
) -> None:
    def repair(mailboxes: Mailboxes, address: str) -> None:
        if error:
            raise error

    monkeypatch.setattr(Mailboxes, "repair", repair)
    text = member(ours.user).post("/user/repair/", follow=True).content.decode()
    assert said in text
    assert Entry.objects.filter(action="mailbox.repair").exists() == ("できませんでした" not in said)
