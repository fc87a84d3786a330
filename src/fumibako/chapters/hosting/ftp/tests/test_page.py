"""The page of FTP (D5): the current address at a button."""

import pytest

from fumibako.chapters.hosting.ftp.models import FtpAccess
from tests.contracts import people

pytestmark = [pytest.mark.django_db, pytest.mark.feature("D5")]


def test_the_current_address_is_added_to_what_is_typed_and_not_yet_saved() -> None:
    office = people.make("わたし", "ours.example")
    client = people.member(office.made.administrator)
    sent = {"networks": "203.0.113.5", "add_own": "1"}
    page = client.post("/admin/web/ftp/", sent, headers={"x-real-ip": "198.51.100.7"})
    assert "203.0.113.5\n198.51.100.7</textarea>" in page.content.decode()
    assert FtpAccess.objects.get().networks == []


def test_the_role_for_the_web_service_reaches_it_and_the_one_for_accounts_does_not() -> None:
    office = people.make("わたし", "ours.example")
    client = people.member(office.user)
    for role, status in (("web", 200), ("accounts", 404), ("look", 200)):
        office.user.mailbox.role = role
        office.user.mailbox.save()
        assert [client.get(path).status_code for path in ("/admin/web/", "/admin/web/ftp/")] == [status, status]
    assert client.post("/admin/web/ftp/", {"networks": ""}).status_code == 403
