"""Searches, and what is done with all that is found. Real daemons: tests/journeys/test_webmail.py."""

import re
from datetime import date

import pytest
from django.test import Client

from fumibako.chapters.webmail.imap import EVERYTHING, NotIndexed, Search
from fumibako.chapters.webmail.reading.tests.mailbox import HTML, Mailbox, confirmed, text
from fumibako.groundwork.jobs.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C1")]


def test_every_field_of_a_search_reaches_the_mailbox(client: Client, mailbox: Mailbox) -> None:
    typed = "sender=佐藤&recipient=b&subject=御見積&text=本文&attached=on&unread=on&flagged=on"
    page = text(client, f"/mail/?{typed}&since=2026-01-02&until=2026/02/03&larger=１&smaller=2")
    assert mailbox.asked == Search(
        sender="佐藤",
        recipient="b",
        subject="御見積",
        text="本文",
        has_attachment=True,
        is_unread=True,
        is_flagged=True,
        since=date(2026, 1, 2),
        until=date(2026, 2, 3),
        larger=1_000_000,
        smaller=2_000_000,
    )
    assert "差出人: 佐藤" in page and "3通" in page


def test_without_a_condition_everything_is_there(client: Client, mailbox: Mailbox) -> None:
    text(client, "/mail/?q=%20&where=all")
    assert (mailbox.asked, mailbox.everywhere) == (EVERYTHING, False)


def test_what_is_found_in_other_folders_is_changed_there(client: Client, mailbox: Mailbox) -> None:
    page = text(client, "/mail/?q=御見積&where=all")
    assert mailbox.everywhere and 'value="2:Trash"' in page and "folder=Trash&amp;uid=2" in page
    client.post("/mail/?q=御見積&where=all", {"uid": ["2:Trash", "3"], "action": "read"})
    assert mailbox.marks == [([2], "\\Seen", True), ([3], "\\Seen", True)]


def test_a_condition_that_cannot_be_read_is_told(client: Client, mailbox: Mailbox) -> None:
    for typed in ("since=31.2.", "larger=0", "since=2026-02-01&until=2026-01-01", "larger=3&smaller=2"):
        answer = client.get(f"/mail/?q=x&{typed}")
        assert answer.status_code == 422 and 'class="error"' in answer.content.decode()


def test_all_are_changed_after_a_question_that_says_how_many(client: Client, mailbox: Mailbox) -> None:
    asked = client.post("/mail/all/?q=x", {"action": "delete"}).content.decode()
    assert mailbox.moved == [] and "3通すべてがごみ箱に移動します" in asked
    client.post("/mail/all/?q=x", {"action": "delete", "confirmed": confirmed(asked)})
    assert mailbox.moved == [([3, 2, 1], "Trash")]


def test_other_mails_than_were_confirmed_ask_again(client: Client, mailbox: Mailbox) -> None:
    asked = confirmed(client.post("/mail/all/", {"action": "delete"}).content.decode())
    mailbox.mails = {1: HTML, 2: HTML, 4: HTML}
    answer = client.post("/mail/all/", {"action": "delete", "confirmed": asked}).content.decode()
    assert mailbox.moved == [] and confirmed(answer) != asked


def test_what_lies_in_the_trash_stays_in_a_search_through_all_folders(client: Client, mailbox: Mailbox) -> None:
    asked = client.post("/mail/all/?q=x&where=all", {"action": "delete"}).content.decode()
    assert "12通すべて" in asked
    client.post("/mail/?q=x&where=all", {"uid": ["2:Trash", "3", "4:Sent"], "action": "delete"})
    client.post("/mail/?q=x&where=all", {"uid": ["2:Trash"], "action": "delete"})
    assert (mailbox.moved, mailbox.deleted) == ([([3], "Trash"), ([4], "Trash")], [])
    client.post("/mail/?folder=Trash", {"uid": ["2"], "action": "delete"})
    assert mailbox.deleted == [2]


def test_many_are_a_job(client: Client, mailbox: Mailbox) -> None:
    mailbox.mails = dict.fromkeys(range(1, 502), HTML)
    asked = client.post("/mail/all/", {"action": "read"}).content.decode()
    answer = client.post("/mail/all/", {"action": "read", "confirmed": confirmed(asked)})
    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.pk}/" and mailbox.marks == []
    assert (job.arguments["mails"], job.arguments["action"]) == ({"INBOX": "1:501"}, "read")


def test_a_move_can_be_undone_once(client: Client, mailbox: Mailbox) -> None:
    page = client.post("/mail/", {"uid": ["1", "3"], "action": "delete"}, follow=True).content.decode()
    fields = dict(re.findall(r'name="(from|to|uids)" value="([^"]+)"', page))
    assert fields == {"from": "Trash", "to": "INBOX", "uids": "11,13"}
    client.post("/mail/undo/", {"folder": "INBOX", **fields})
    assert mailbox.moved[-1] == ([11, 13], "INBOX")
    assert 'name="uids"' not in text(client, "/mail/")


def test_an_undoing_of_nonsense_moves_nothing(client: Client, mailbox: Mailbox) -> None:
    client.post("/mail/undo/", {"from": "INBOX", "to": "Trash", "uids": "1:*"})
    assert mailbox.moved == []


def test_a_script_gets_rows_without_what_is_around_them_and_not_too_many(client: Client, mailbox: Mailbox) -> None:
    mailbox.mails = dict.fromkeys(range(1, 4), HTML)
    page = text(client, "/mail/rows/?folder=INBOX&subject=x&first=301&last=350")
    assert page.startswith('<table data-number="3"><tbody>') and page.count("<tr") == 3 and "<title" not in page
    assert (mailbox.asked, mailbox.places) == (Search(subject="x"), range(300, 350))
    text(client, "/mail/rows/?folder=INBOX&first=1&last=100000")
    assert mailbox.places == range(100)
    listed = text(client, "/mail/?folder=INBOX&subject=x&page=7")
    assert 'data-first="301" data-rows="/mail/rows/?folder=INBOX&amp;subject=x"' in listed


def test_a_folder_that_is_not_indexed_yet_says_so(client: Client, mailbox: Mailbox) -> None:
    mailbox.trouble = NotIndexed("x")
    answer = client.get("/mail/?folder=INBOX&text=x")
    assert answer.status_code == 503
    assert "検索の準備をしています" in answer.content.decode()


def test_a_search_shows_mails_one_by_one(client: Client, mailbox: Mailbox) -> None:
    client.post("/mail/list-habits/", {"groups": "on"})
    assert 'value="3,2,1"' not in text(client, "/mail/?q=x")


def test_a_script_that_has_the_list_gets_what_changes_of_it(client: Client, mailbox: Mailbox) -> None:
    listed = {"X-Part": "list"}
    found = client.get("/mail/?folder=INBOX&subject=x", headers=listed)
    page = found.content.decode()
    assert found.headers["Content-Security-Policy"] == "default-src 'none'"
    assert page.startswith("<title>") and "<main" not in page and page.count("<tr") == 3
    assert 'class="looked-for"' in page and 'data-rows="/mail/rows/?folder=INBOX&amp;subject=x"' in page
    mailbox.mails = {}
    assert "<main>" in client.get("/mail/?folder=INBOX&subject=x", headers=listed).content.decode()


def test_what_must_be_said_comes_with_the_whole_list(client: Client, mailbox: Mailbox) -> None:
    client.post("/mail/", {"uid": ["1"], "action": "move"})
    told = client.get("/mail/?folder=INBOX", headers={"X-Part": "list"}).content.decode()
    assert "<main>" in told and 'class="results"' in told
    moved = client.post("/mail/", {"uid": ["1"], "action": "delete"})["Location"]
    text(client, "/mail/")
    assert 'name="uids"' in client.get(moved, headers={"X-Part": "list"}).content.decode()
    mistyped = client.get("/mail/?q=x&larger=0", headers={"X-Part": "list"})
    assert mistyped.status_code == 422
