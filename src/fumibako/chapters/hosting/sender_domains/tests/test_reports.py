"""Reports that others send: taken in once, of this domain only, and shown in words."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from fumibako.chapters.hosting.sender_domains import daily, queries
from fumibako.chapters.hosting.sender_domains.errors import LargeReport, NoReport, OtherDomain
from fumibako.chapters.hosting.sender_domains.models import ReportLine, SenderReport
from fumibako.chapters.hosting.sender_domains.queries import Source
from fumibako.chapters.hosting.sender_domains.reports import read_report
from fumibako.chapters.hosting.sender_domains.words import words_of_source
from fumibako.groundwork.audit.models import Entry
from fumibako.machine.formats.sender_reports import MAX_BYTES
from fumibako.machine.formats.tests.test_sender_reports import RECORD, dmarc, tls
from tests.contracts import people

pytestmark = [pytest.mark.feature("B14"), pytest.mark.django_db]
NAME = "sample.example"
PATH = "/admin/sender-domains/reports/"


@pytest.fixture
def office() -> people.Office:
    return people.make("株式会社サンプル", NAME)


@pytest.fixture
def client(office: people.Office) -> Client:
    return people.member(office.made.administrator)


def send(client: Client, content: bytes) -> HttpResponse:
    return client.post(PATH, {"file": SimpleUploadedFile("report.xml", content)}, follow=True)


def records(*rows: tuple[str, int, str]) -> str:
    return "".join(RECORD.format(ip=ip, count=count, dkim=result, spf="fail") for ip, count, result in rows)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [(dmarc(), OtherDomain), (b"hello", NoReport), (b" " * (MAX_BYTES + 1), LargeReport)],
    ids=["another domain", "no report", "large"],
)
def test_what_is_not_this_domains_report_is_refused(content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read_report(content, "other.example")


def test_a_subdomains_report_is_its_domains() -> None:
    assert read_report(dmarc().replace(b"Sample.", b"sub.sample."), NAME).domain == f"sub.{NAME}"


def test_a_report_that_comes_twice_counts_once(office: people.Office, client: Client) -> None:
    for _ in range(2):
        assert "Other Mailのレポートを読み込みました。" in send(client, dmarc()).content.decode()
    assert SenderReport.objects.get().lines.count() == 2
    assert Entry.objects.filter(action="sender_report.take", subject=NAME).count() == 1


def test_senders_are_summed_over_reports_and_those_that_failed_come_first(
    office: people.Office, client: Client
) -> None:
    send(client, dmarc(records(("192.0.2.1", 5, "pass"), ("192.0.2.9", 2, "fail")), key="1"))
    answer = send(client, dmarc(records(("192.0.2.1", 6, "pass"), ("192.0.2.1", 1, "fail")), key="2"))
    found = queries.sources_of(office.made.domain)
    assert found == [Source("192.0.2.9", 0, 2, is_ours=False), Source("192.0.2.1", 11, 1, is_ours=False)]
    assert "許可されていない送信元です。" in answer.content.decode()


def test_failures_of_encryption_are_shown_in_words(office: people.Office, client: Client) -> None:
    page = send(client, tls()).content.decode()
    assert queries.connections_of(office.made.domain) == [("", 9), ("certificate-expired", 4)]
    assert "サーバー証明書の有効期限が切れていました。" in page


def test_another_customers_reports_are_not_shown(office: people.Office, client: Client) -> None:
    send(client, dmarc())
    other = people.make("株式会社よそ", "other.example")
    assert "Other Mail" not in people.member(other.made.administrator).get(PATH).content.decode()
    refused = send(people.member(other.made.administrator), dmarc())
    assert refused.status_code == 422
    assert SenderReport.objects.count() == 1


def test_old_reports_are_forgotten(client: Client) -> None:
    send(client, dmarc())
    assert daily.forget_reports() == 0
    SenderReport.objects.update(taken_at=timezone.now() - timedelta(days=91))
    assert daily.forget_reports() == 1
    assert not ReportLine.objects.exists()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (Source("192.0.2.1", 5, 0, is_ours=True), "当サーバーです。"),
        (Source("192.0.2.1", 5, 1, is_ours=True), "SPFとDKIMのレコードをご確認ください"),
        (Source("192.0.2.1", 5, 0, is_ours=False), "レコードで許可している"),
        (Source("192.0.2.1", 5, 1, is_ours=False), "一部が不合格"),
        (Source("192.0.2.1", 0, 1, is_ours=False), "許可されていない"),
    ],
    ids=["ours", "ours fails", "permitted", "forwarded", "forged"],
)
def test_each_sender_has_what_to_do(source: Source, words: str) -> None:
    assert words in str(words_of_source(source))
