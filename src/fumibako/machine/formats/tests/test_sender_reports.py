"""Reports that others send are read, and bombs are not unpacked."""

import gzip
import io
import json
import zipfile
from datetime import UTC, datetime

import pytest

from fumibako.machine.formats.sender_reports import MAX_BYTES, MAX_LINES, MAX_UNPACKED, BadReport, Line, read

pytestmark = pytest.mark.feature("B14")

RECORD = (
    "<record><row><source_ip>{ip}</source_ip><count>{count}</count><policy_evaluated><disposition>none</disposition>"
    "<dkim>{dkim}</dkim><spf>{spf}</spf></policy_evaluated></row></record>"
)
RECORDS = RECORD.format(ip="192.0.2.1", count=3, dkim="fail", spf="pass") + RECORD.format(
    ip="2001:db8::1", count=2, dkim="fail", spf="fail"
)


def dmarc(records: str = RECORDS, before: str = "", opened: str = "<feedback>", key: str = "r-1") -> bytes:
    return (
        f"<?xml version='1.0'?>{before}{opened}<report_metadata><org_name>Other Mail</org_name><report_id>{key}"
        "</report_id><date_range><begin>1795737600</begin><end>1795823999</end></date_range></report_metadata>"
        f"<policy_published><domain>Sample.Example.</domain><p>none</p></policy_published>{records}</feedback>"
    ).encode()


def tls(**changed: object) -> bytes:
    failure = {"result-type": "certificate-expired", "failed-session-count": 4}
    policy = {
        "policy": {"policy-type": "sts", "policy-domain": "sample.example"},
        "summary": {"total-successful-session-count": 9, "total-failure-session-count": 4},
        "failure-details": [failure],
    }
    facts = {
        "organization-name": "Other Mail",
        "date-range": {"start-datetime": "2026-11-27T00:00:00Z", "end-datetime": "2026-11-27T23:59:59Z"},
        "report-id": "t-1",
        "policies": [policy],
    }
    return json.dumps(facts | changed).encode()


def zipped(*contents: bytes, by: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", by) as archive:
        for number, content in enumerate(contents):
            archive.writestr(f"{number}.xml", content)
    return file.getvalue()


def lying(content: bytes) -> bytes:
    """A ZIP file that says of its file that it unpacks to two bytes."""
    size = len(content).to_bytes(4, "little")
    return zipped(content).replace(size, (2).to_bytes(4, "little"))


def misplaced(content: bytes) -> bytes:
    """A ZIP file whose directory says that the file begins beyond its end."""
    packed = bytearray(zipped(content))
    entry = packed.index(b"PK\1\2")
    packed[entry + 42 : entry + 46] = (len(packed) - 5).to_bytes(4, "little")
    return bytes(packed)


@pytest.mark.parametrize("content", [dmarc(), gzip.compress(dmarc()), zipped(dmarc())], ids=["plain", "gzip", "zip"])
def test_a_dmarc_report_is_read_however_it_is_packed(content: bytes) -> None:
    report = read(content)
    assert (report.kind, report.reporter, report.key, report.domain) == ("dmarc", "Other Mail", "r-1", "sample.example")
    assert report.begins_at == datetime.fromtimestamp(1795737600, UTC)
    assert report.lines == [Line("192.0.2.1", 3, "pass"), Line("2001:db8::1", 2, "fail")]


def test_a_namespace_changes_nothing() -> None:
    assert len(read(dmarc(opened="<feedback xmlns='urn:ietf:params:xml:ns:dmarc-2.0'>")).lines) == 2


def test_a_report_of_tls_is_read() -> None:
    report = read(gzip.compress(tls()))
    assert (report.kind, report.domain, report.key) == ("tls", "sample.example", "t-1")
    assert report.lines == [Line("", 9, ""), Line("", 4, "certificate-expired")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "unreadable"),
        (b"hello", "unreadable"),
        (b"{}", "unreadable"),
        (b"[" * 100_000, "unreadable"),
        (b'{"policies": ' + b"[" * 200_000, "unreadable"),
        (b"PK\3\4broken", "unreadable"),
        (b"\x1f\x8bbroken", "unreadable"),
        (zipped(dmarc(), dmarc()), "unreadable"),
        (dmarc(before="<!DOCTYPE f [<!ENTITY a 'x'>]>"), "unreadable"),
        (dmarc(before="<!DOCTYPE f SYSTEM 'file:///etc/passwd'>"), "unreadable"),
        (dmarc(opened="<other>").replace(b"</feedback>", b"</other>"), "unreadable"),
        (dmarc(RECORD.format(ip="elsewhere", count=1, dkim="", spf="")), "unreadable"),
        (dmarc(RECORD.format(ip="192.0.2.1", count=-1, dkim="", spf="")), "unreadable"),
        (dmarc(key=""), "unreadable"),
        (dmarc().replace(b"1795823999", b"253402300799"), "unreadable"),
        (tls(policies=[]), "unreadable"),
        (tls(**{"report-id": 5}), "unreadable"),
        (dmarc(RECORD.format(ip="192.0.2.1", count=1, dkim="", spf="") * (MAX_LINES + 1)), "large"),
        (b" " * (MAX_BYTES + 1), "large"),
        (gzip.compress(b" " * (MAX_UNPACKED + 1)), "large"),
        (zipped(b" " * (MAX_UNPACKED + 1)), "large"),
        (zipped(dmarc(), by=zipfile.ZIP_BZIP2), "unreadable"),
        (zipped(b" " * (MAX_UNPACKED + 1), by=zipfile.ZIP_LZMA), "unreadable"),
        (lying(b" " * (MAX_UNPACKED + 1)), "unreadable"),
        (misplaced(dmarc()), "unreadable"),
        (dmarc(RECORD.format(ip="fe80::1%eth0", count=1, dkim="", spf="")), "unreadable"),
    ],
    ids=range(26),
)
def test_what_is_no_report_or_too_large_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(BadReport) as refused:
        read(content)
    assert refused.value.code == code
