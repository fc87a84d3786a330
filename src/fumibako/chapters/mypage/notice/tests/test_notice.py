"""The registration notice: one sheet, its fonts inside, its text to be searched, a password only until it is changed
(E3)."""

import re
import subprocess
from datetime import date
from pathlib import Path

import pytest
from django.utils.translation import override

from fumibako.chapters.console.customers.services import NewCustomer, add_customer
from fumibako.chapters.contract.owners.services import set_up
from fumibako.chapters.contract.plans.models import Contract
from fumibako.chapters.hosting.ftp.queries import initial_password_of
from fumibako.chapters.hosting.ftp.services import set_ftp_password
from fumibako.chapters.mail.spam_engine.tests.contract import ordered
from fumibako.chapters.mypage.notice.sheet import notice_of
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.machine.formats.pdf import PdfFailed, pdf_of
from tests.contracts.people import Office, browser, operator, owner

pytestmark = [pytest.mark.django_db, pytest.mark.feature("E3")]
COMPANY = "株式会社髙島﨑𠮷野商店㈱"
LONG = f"{COMPANY}{'ながい社名' * 30}"


@pytest.fixture
def made() -> NewCustomer:
    return add_customer(actor=SYSTEM, name=COMPANY, domain="ours.example")


def text_of(pdf: bytes, directory: Path) -> str:
    return said(pdf, directory, "pdftotext", "-layout", "FILE", "-")


def said(pdf: bytes, directory: Path, *words: str) -> str:
    file = directory / "notice.pdf"
    file.write_bytes(pdf)
    command = [str(file) if word == "FILE" else word for word in words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_every_font_is_embedded_and_the_text_can_be_searched(made: NewCustomer, tmp_path: Path) -> None:
    with override("ja"):
        pdf = notice_of(made.customer)
    fonts = said(pdf, tmp_path, "pdffonts", "FILE").splitlines()[2:]
    assert fonts
    for font in fonts:
        name, embedded, _, unicode = re.split(r"\s{2,}|(?<=\d)\s", font)[0], *font.split()[-5:-2]
        assert "Noto-Sans" in name and (embedded, unicode) == ("yes", "yes"), font
    text = text_of(pdf, tmp_path)
    for words in (COMPANY, "登録完了のお知らせ", made.customer.number, "administrator@ours.example"):
        assert words in text


@pytest.mark.parametrize("language", ["ja", "en"])
def test_it_is_one_sheet_of_a4_whatever_the_company_is_called(tmp_path: Path, language: str) -> None:
    made = add_customer(actor=SYSTEM, name=LONG[:150], domain=f"{'long-' * 10}name.example")
    with override(language):
        facts = said(notice_of(made.customer), tmp_path, "pdfinfo", "FILE")
    assert re.search(r"^Pages: +1$", facts, re.MULTILINE)
    assert "(A4)" in facts


def test_initial_passwords_stand_on_it_until_they_are_changed(made: NewCustomer, tmp_path: Path) -> None:
    before = text_of(notice_of(made.customer), tmp_path)
    assert made.owner.password in before and made.administrator.password in before
    set_up(actor=SYSTEM, owner=made.owner.owner, password="Keiyaku-no-kagi-55", contact="somu@elsewhere.example")
    after = text_of(notice_of(made.customer), tmp_path)
    assert made.owner.password not in after and made.administrator.password in after


def test_the_initial_ftp_password_stands_on_it_until_the_administrator_sets_another(
    made: NewCustomer, tmp_path: Path
) -> None:
    site = made.domain.site
    with override("ja"):
        password = initial_password_of(site)
        assert password and password in text_of(notice_of(made.customer), tmp_path)
        set_ftp_password(actor=SYSTEM, site=site, password="Kaban-to-kasa-77")
        assert initial_password_of(site) == ""
        after = text_of(notice_of(made.customer), tmp_path)
    assert password not in after and "Kaban-to-kasa-77" not in after


def test_the_spam_option_and_the_end_of_the_contract_stand_on_it(ours: Office, tmp_path: Path) -> None:
    with override("ja"):
        assert "自動更新" in text_of(notice_of(ours.made.customer), tmp_path)
        ordered(ours, 50)
        Contract.objects.filter(customer=ours.made.customer).update(ends_on=date(2027, 3, 31))
        text = text_of(notice_of(ours.made.customer), tmp_path)
    assert "迷惑メールチェック50件" in text and "2027/03/31に終了" in text and "自動更新" not in text


def test_owner_and_operator_download_it_and_nobody_else(ours: Office, theirs: Office) -> None:
    number = ours.made.customer.number
    for client, where in ((owner(ours), "/mypage/notice.pdf"), (operator(), f"/console/customers/{number}/notice.pdf")):
        answer = client.get(where)
        assert answer.status_code == 200 and answer.content.startswith(b"%PDF-")
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Cache-Control"] == "no-store"
        assert browser().get(where).status_code == 302
    assert owner(theirs).get(f"/console/customers/{number}/notice.pdf").status_code == 302


def test_a_sheet_asks_for_no_file_and_no_address(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"secret-of-the-machine")
    for address in (f"file://{secret}", "http://127.0.0.1:9/x.png"):
        pdf = pdf_of(f'<p>text<img src="{address}"><link rel="attachment" href="{address}"></p>')
        assert b"secret-of-the-machine" not in pdf


def test_without_the_program_the_page_says_later(ours: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(html: str, *, css: str) -> bytes:
        raise PdfFailed("out of time")

    client = owner(ours)
    monkeypatch.setattr("fumibako.chapters.mypage.notice.sheet.pdf_of", broken)
    assert client.get("/mypage/notice.pdf").status_code == 503
