"""Reports that came by mail are taken in by themselves: proved ones, each once, of the right domain (B14)."""

import gzip
from email.message import EmailMessage

import pytest
from django.conf import settings

from fumibako.chapters.hosting.sender_domains import arriving
from fumibako.chapters.hosting.sender_domains.models import SenderReport
from fumibako.groundwork.audit.models import Entry
from fumibako.machine.daemons.dovecot.control import Mailboxes
from fumibako.machine.formats.tests.test_sender_reports import dmarc, tls
from fumibako.machine.provision.client import AgentDown
from tests.contracts import people

pytestmark = [pytest.mark.feature("B14"), pytest.mark.django_db]
NAME = "sample.example"
HOST = settings.FUMIBAKO.hostname
PASSED = f"{HOST}; spf=pass; dkim=pass header.d=reports.example; dmarc=none"


@pytest.fixture
def office() -> people.Office:
    return people.make("株式会社サンプル", NAME)


def mail(*contents: bytes, results: str = PASSED) -> str:
    made = EmailMessage()
    made["Authentication-Results"] = results
    made["Subject"] = f"Report Domain: {NAME} Submitter: reports.example Report-ID: <1@reports.example>"
    made["From"], made["To"] = "noreply@reports.example", f"postmaster@{NAME}"
    made.set_content("This is an aggregate report.")
    for number, content in enumerate(contents):
        made.add_attachment(content, maintype="application", subtype="gzip", filename=f"{number}.xml.gz")
    return made.as_string()


def arrive(monkeypatch: pytest.MonkeyPatch, *mails: str) -> int:
    monkeypatch.setattr(Mailboxes, "report_mails", lambda self, domain: list(mails) if domain == NAME else [])
    return arriving.take_all(lambda words: None)


def test_a_report_is_taken_once_however_often_its_mail_is_found(
    office: people.Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = (mail(gzip.compress(dmarc())), mail(gzip.compress(tls())))
    assert arrive(monkeypatch, *both) == 2
    assert arrive(monkeypatch, *both, *both) == 0
    assert sorted(SenderReport.objects.values_list("kind", flat=True)) == ["dmarc", "tls"]
    assert Entry.objects.filter(action="sender_report.take", subject=NAME).count() == 2


@pytest.mark.parametrize(
    "results",
    [
        "",
        "mx.evil.example; dkim=pass header.d=reports.example",
        f"{HOST}; spf=pass; dkim=fail header.d=reports.example; dmarc=fail (p=none) header.from=reports.example",
        f"x{HOST}; dkim=pass header.d=reports.example; dmarc=pass header.from=reports.example",
        f"{HOST}; dkim=pass header.d=evil.example; dmarc=none",
        f"{HOST}; dkim=pass header.d=sub.reports.example",
        f"{HOST}; dkim=pass header.d=ports.example",
        f"{HOST}; dmarc=pass (p=reject) header.from=example",
    ],
)
def test_whoever_is_not_proved_reports_nothing(
    office: people.Office, monkeypatch: pytest.MonkeyPatch, results: str
) -> None:
    assert arrive(monkeypatch, mail(gzip.compress(dmarc()), results=results)) == 0


@pytest.mark.parametrize(
    "results",
    [
        "dkim=pass header.d=reports.example header.s=s",
        "spf=fail smtp.mailfrom=x.example; dkim=fail header.d=x.example; dkim=pass header.d=Example",
        "spf=pass; dkim=none; dmarc=pass (p=none) header.from=reports.example",
    ],
    ids=["its own signature", "that of a domain above", "DMARC"],
)
def test_the_proved_sender_is_kept(office: people.Office, monkeypatch: pytest.MonkeyPatch, results: str) -> None:
    assert arrive(monkeypatch, mail(gzip.compress(dmarc()), results=f"{HOST}; {results}")) == 1
    assert SenderReport.objects.get().sender == "reports.example"


def test_a_mail_of_two_authors_reports_nothing(office: people.Office, monkeypatch: pytest.MonkeyPatch) -> None:
    two = mail(gzip.compress(dmarc())).replace("noreply@reports", "a@evil.example, noreply@reports")
    assert arrive(monkeypatch, two) == 0


def test_nonsense_and_other_domains_reports_are_passed_over(
    office: people.Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = dmarc().replace(b"Sample.", b"other.")
    assert arrive(monkeypatch, "", "\0", mail(), mail(b"hello", gzip.compress(other), b"\x1f\x8bbroken")) == 0


def test_a_mailbox_that_cannot_be_read_waits_for_the_next_time(
    office: people.Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(self: Mailboxes, domain: str) -> list[str]:
        raise AgentDown("away")

    monkeypatch.setattr(Mailboxes, "report_mails", away)
    assert arriving.take_all(lambda words: None) == 0
