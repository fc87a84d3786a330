"""One's own display name (C2)."""

import pytest

from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.publish.models import Publication
from tests.contracts.people import make, member

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C2")]


def test_a_user_changes_their_own_name_and_nobody_elses() -> None:
    office = make("株式会社なまえ", "names.example")
    client, mailbox = member(office.user), office.user.mailbox
    Publication.objects.all().delete()
    typed = {"display_name": "営業部　鈴木 一郎", "address": office.made.administrator.mailbox.address}
    assert client.post("/user/account/name/", typed).status_code == 302
    mailbox.refresh_from_db()
    office.made.administrator.mailbox.refresh_from_db()
    assert "鈴木" in mailbox.display_name and "鈴木" not in office.made.administrator.mailbox.display_name
    assert Entry.objects.filter(subject=mailbox.address, actor=mailbox.address).exclude(action="login").exists()
    assert Publication.objects.filter(key=mailbox.address).exists()
    assert client.post("/user/account/name/", {"display_name": "x" * 300}).status_code == 422
    assert "鈴木" in client.get("/user/account/name/").content.decode()


def test_the_bookmarked_address_of_the_account_leads_to_the_menu() -> None:
    answer = member(make("株式会社しおり", "bookmarks.example").user).get("/user/account/")
    assert (answer.status_code, answer["Location"]) == (302, "/user/")
