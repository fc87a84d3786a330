"""A domain's virus check: its own treatment of locked files, its own words, and nobody else's (B7)."""

import pytest
from django.test import Client

from fumibako.chapters.mail.accounts.snapshot import domain_of
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.notices.models import NoticeOverride
from fumibako.groundwork.publish.models import Publication
from fumibako.machine.state import EncryptedTreatment, MailDomain
from tests.contracts.people import Office, make, member

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B7")]
WHERE = "/admin/virus/texts/virus_removed/ja/"
OWN = {"subject": "【弊社】ウイルスを削除しました", "body": "{virus} を削除しました。\n"}


@pytest.fixture
def office() -> Office:
    return make("株式会社わたし", "ours.example")


@pytest.fixture
def administrator(office: Office) -> Client:
    return member(office.made.administrator)


def wish() -> MailDomain:
    found = domain_of("ours.example")
    assert found is not None
    return found


def test_locked_files_are_removed_where_the_administrator_says_so(administrator: Client) -> None:
    assert wish().virus.encrypted is EncryptedTreatment.MARK
    Publication.objects.all().delete()
    assert administrator.post("/admin/virus/", {"locked_files": "remove"}).status_code == 302
    assert wish().virus.encrypted is EncryptedTreatment.REMOVE
    assert wish().virus.incoming and wish().virus.outgoing
    assert Publication.objects.filter(aspect="domain", key="ours.example").exists()
    assert Entry.objects.get(action="virus_policy.set").details == {"locked_files": "remove"}
    assert administrator.post("/admin/virus/", {"locked_files": "deliver"}).status_code == 422


def test_a_domains_own_words_are_given_to_the_filter_and_to_no_other_domain(administrator: Client) -> None:
    make("株式会社よそ", "others.example")
    seen = administrator.post(WHERE, {**OWN, "step": "preview"}).content.decode()
    assert "Win.Test.EICAR_HDB-1 を削除しました。" in seen and not NoticeOverride.objects.exists()
    assert administrator.post(WHERE, {**OWN, "step": "save"}).status_code == 302
    ((key, text),) = wish().notices
    assert (key, text.language, text.subject) == ("virus_removed", "ja", OWN["subject"])
    others = domain_of("others.example")
    assert others is not None and others.notices == ()
    assert "独自の文面" in administrator.get("/admin/virus/").content.decode()
    assert administrator.post(f"{WHERE}standard/").status_code == 302
    assert wish().notices == ()


def test_words_that_mean_nothing_are_refused_with_what_was_typed(administrator: Client) -> None:
    answer = administrator.post(WHERE, {"subject": OWN["subject"], "body": "{link}", "step": "save"})
    assert answer.status_code == 422 and OWN["subject"] in answer.content.decode()


def test_only_mails_of_the_virus_check_are_worded_here(administrator: Client) -> None:
    for path in ("password_reset/ja/", "virus_removed/fr/", "second_virus_removed/ja/", "x/ja/standard/"):
        assert administrator.get(f"/admin/virus/texts/{path}").status_code == 404
