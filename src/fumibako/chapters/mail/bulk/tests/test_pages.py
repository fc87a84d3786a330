"""From the file to the job on the pages, and the export."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.administrators.services import set_role
from fumibako.chapters.mail.bulk.models import Upload
from fumibako.chapters.mail.bulk.tests.conftest import PERSON, run
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.jobs import files
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.tenancy.roles import Role
from tests.contracts.people import Office, member

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B2")]


@pytest.fixture
def client(ours: Office) -> Client:
    return member(ours.made.administrator)


def upload(client: Client, content: bytes, name: str = "members.csv") -> HttpResponse:
    return client.post("/admin/accounts/bulk/", {"file": SimpleUploadedFile(name, content)})


def preview(client: Client, text: str) -> str:
    """The address of the page that shows the file."""
    answer = upload(client, text.encode())
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def test_a_file_is_shown_line_by_line_before_anything_happens(client: Client) -> None:
    where = preview(client, "処理,メールアドレス,表示名\n追加,sato,<b>佐藤\n追加,佐藤,\n削除,suzuki,\n")
    page = client.get(where).content.decode()
    assert "members.csv" in page and "UTF-8" in page
    assert "&lt;b&gt;佐藤" in page and "sato@ours.example" in page
    assert "「佐藤」" in page
    assert "1件のアカウントと、そのメールがすべて削除されます" in page
    assert not Job.objects.exists() and Mailbox.objects.count() == 2


def test_only_the_lines_with_errors_are_shown_where_asked(client: Client) -> None:
    where = preview(client, "メールアドレス\nsato\n佐藤\n")
    page = client.get(f"{where}?errors=1").content.decode()
    assert "「佐藤」" in page and "sato@ours.example" not in page


def test_many_lines_come_in_pages(client: Client) -> None:
    where = preview(client, "メールアドレス\n" + "".join(f"a{number}\n" for number in range(250)))
    assert "a99@ours.example" in client.get(where).content.decode()
    page = client.get(f"{where}?page=3").content.decode()
    assert "a249@ours.example" in page and "a99@ours.example" not in page


def test_the_button_registers_the_list_and_leads_to_its_job(client: Client) -> None:
    where = preview(client, "メールアドレス\nsato\n")
    answer = client.post(where)
    job = Job.objects.get()
    assert answer.headers["Location"] == f"/jobs/{job.pk}/"
    assert client.post(where).headers["Location"] == f"/jobs/{job.pk}/"  # the second click
    assert client.get(where).headers["Location"] == f"/jobs/{job.pk}/"
    assert run().state == Job.State.DONE
    assert f"/jobs/{job.pk}/" in client.get("/admin/accounts/bulk/").content.decode()
    assert "list-結果" not in client.get(f"/jobs/{job.pk}/").content.decode()
    assert "members-結果.csv" in client.get(f"/jobs/{job.pk}/").content.decode()


def test_deletions_need_their_number(client: Client) -> None:
    where = preview(client, "処理,メールアドレス\n削除,suzuki\n")
    for typed in ("", "2", "x"):
        assert client.post(where, {"deletions": typed}).status_code == 422
    assert not Job.objects.exists()
    assert client.post(where, {"deletions": "１"}).status_code == 302


def test_accounts_that_are_there_are_changed_where_that_is_chosen(client: Client) -> None:
    where = preview(client, "メールアドレス,表示名\nsuzuki,鈴木\n")
    assert "登録済みのアカウントを変更する" in client.get(where).content.decode()
    assert client.post(where, {"existing": "change"}).headers["Location"] == where
    page = client.get(where).content.decode()
    assert "すでに登録されて" not in page and "1行を登録する" in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空です"),
        (b"PK\x03\x04", "Excel"),
        ("氏名\n佐藤\n".encode(), "メールアドレス"),
        (b'address\n"a"b\n', "2行目"),
        (b"\xff\xfe\xfd", "Shift_JIS"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(client: Client, content: bytes, words: str) -> None:
    answer = upload(client, content)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Upload.objects.exists()


def test_a_file_that_is_gone_is_asked_for_again(client: Client) -> None:
    where = preview(client, "メールアドレス\nsato\n")
    files.remove(Upload.objects.get().stored)
    answer = client.get(where, follow=True)
    assert answer.redirect_chain == [("/admin/accounts/bulk/", 302)]
    assert "もう一度アップロード" in answer.content.decode()


def test_a_file_is_its_uploaders_even_among_administrators(ours: Office, client: Client) -> None:
    where = preview(client, "メールアドレス\nsato\n")
    set_role(actor=PERSON, mailbox=ours.user.mailbox, role=Role.EVERYTHING)
    assert member(ours.user).get(where).status_code == 404


def test_who_only_looks_neither_uploads_nor_exports(ours: Office) -> None:
    set_role(actor=PERSON, mailbox=ours.user.mailbox, role=Role.LOOK)
    client = member(ours.user)
    assert upload(client, "メールアドレス\nsato\n".encode()).status_code == 403
    assert client.post("/admin/accounts/export/", {"charset": "utf-8"}).status_code == 403


def test_the_template_is_read_by_the_upload(client: Client) -> None:
    template = client.get("/admin/accounts/bulk/template/")
    assert "attachment" in template.headers["Content-Disposition"]
    line = "追加,sato,佐藤,,,\r\n".encode()
    assert upload(client, template.content + line).status_code == 302


@pytest.mark.feature("B3")
def test_the_export_is_a_file_for_excel_and_is_noted(client: Client) -> None:
    assert client.get("/admin/accounts/export/").status_code == 200
    answer = client.post("/admin/accounts/export/", {"charset": "cp932"})
    assert answer.headers["Content-Type"] == "text/csv"
    assert 'filename="ours.example-' in answer.headers["Content-Disposition"]
    text = answer.content.decode("cp932")
    assert text.startswith("処理,メールアドレス,部署・氏名,容量(GB),状態\r\n")
    assert "変更,suzuki@ours.example,," in text
    assert Entry.objects.get(action="accounts.export").details == {"number": 2}
    assert client.post("/admin/accounts/export/", {"charset": "x"}).status_code == 422


def test_the_page_says_what_the_columns_are_called(client: Client) -> None:
    page = client.get("/admin/accounts/bulk/").content.decode()
    for title in ("メールアドレス", "パスワード", "状態"):
        assert f"<dt>{title}</dt>" in page
