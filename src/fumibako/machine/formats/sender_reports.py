"""Reports about a domain's mail that other servers send: DMARC aggregate reports (RFC 7489, appendix C) and reports of
TLS (RFC 8460), as they come: plain, by gzip, or alone in a ZIP file. Whoever wrote them is not trusted: what they
unpack to is bounded, and XML with a document type is refused.
"""

import io
import ipaddress
import json
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

MAX_BYTES = 1 << 20
MAX_UNPACKED = 8 << 20
MAX_LINES = 5_000
MAX_COUNT = 10**12
_GZIP = 16 + zlib.MAX_WBITS
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
)


class BadReport(ValueError):
    """code: "large" or "unreadable"."""

    def __init__(self, code: str = "unreadable") -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Line:
    """source: who sent, "" in a report of TLS. result: "pass" or "fail"; of TLS: "" for connections without a problem,
    else the kind of the failure as RFC 8460 calls it."""

    source: str
    count: int
    result: str


@dataclass(frozen=True)
class Report:
    """kind: "dmarc" or "tls". reporter: who wrote it."""

    kind: str
    reporter: str
    key: str
    domain: str
    begins_at: datetime
    ends_at: datetime
    lines: Sequence[Line]


def read(content: bytes) -> Report:
    """Raises BadReport."""
    text = _unpacked(content)
    try:
        report = _tls(json.loads(text)) if text.lstrip()[:1] == b"{" else _dmarc(text)
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, OSError, RecursionError) as error:
        raise error if isinstance(error, BadReport) else BadReport from error
    if len(report.lines) > MAX_LINES:
        raise BadReport("large")
    is_dated = all(2000 < moment.year < 2100 for moment in (report.begins_at, report.ends_at))
    if not (is_dated and report.reporter and report.key and report.domain):
        raise BadReport
    return report


def _unpacked(content: bytes) -> bytes:
    if len(content) > MAX_BYTES:
        raise BadReport("large")
    try:
        if content.startswith(b"PK\3\4"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = _only_file(archive)
        elif content.startswith(b"\x1f\x8b"):
            content = zlib.decompressobj(_GZIP).decompress(content, MAX_UNPACKED + 1)
    except BadReport:
        raise
    except _BROKEN as error:
        raise BadReport from error
    if len(content) > MAX_UNPACKED:
        raise BadReport("large")
    return content


def _only_file(archive: zipfile.ZipFile) -> bytes:
    """Packed as reports are: zipfile bounds what stored and deflated files unpack to, and not what others do."""
    (only,) = archive.infolist()
    if only.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BadReport
    if only.file_size > MAX_UNPACKED:
        raise BadReport("large")
    with archive.open(only) as file:
        return file.read(MAX_UNPACKED + 1)


def _dmarc(content: bytes) -> Report:
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException) as error:
        raise BadReport from error
    for element in root.iter():  # some reporters write a namespace, most do not
        element.tag = str(element.tag).rpartition("}")[2]
    if root.tag != "feedback":
        raise BadReport
    records = root.findall("record")
    return Report(
        kind="dmarc",
        reporter=_text(root, "report_metadata/org_name"),
        key=_text(root, "report_metadata/report_id"),
        domain=_text(root, "policy_published/domain").lower().rstrip("."),
        begins_at=_second(_text(root, "report_metadata/date_range/begin")),
        ends_at=_second(_text(root, "report_metadata/date_range/end")),
        lines=[_dmarc_line(record) for record in records],
    )


def _dmarc_line(record: Element) -> Line:
    verdicts = {_text(record, f"row/policy_evaluated/{name}").lower() for name in ("dkim", "spf")}
    return Line(
        source=_source(_text(record, "row/source_ip")),
        count=_count(_text(record, "row/count")),
        result="pass" if "pass" in verdicts else "fail",
    )


def _source(text: str) -> str:
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv6Address) and address.scope_id:  # a network card's name; no database takes it
        raise BadReport
    return str(address)


def _tls(facts: Any) -> Report:
    lines, domains = [], set()
    for policy in facts["policies"]:
        domains.add(_clean(policy["policy"]["policy-domain"]).lower().rstrip("."))
        lines.append(Line("", _count(policy["summary"]["total-successful-session-count"]), ""))
        for failure in policy.get("failure-details") or ():
            lines.append(Line("", _count(failure["failed-session-count"]), _clean(failure["result-type"])[:60] or "?"))
    (domain,) = domains
    return Report(
        kind="tls",
        reporter=_clean(facts["organization-name"]),
        key=_clean(facts["report-id"]),
        domain=domain,
        begins_at=_moment(facts["date-range"]["start-datetime"]),
        ends_at=_moment(facts["date-range"]["end-datetime"]),
        lines=lines,
    )


def _text(element: Element, path: str) -> str:
    return _clean(element.findtext(path) or "")


def _clean(text: Any) -> str:
    """One line without control characters, at most 200 characters."""
    if not isinstance(text, str):
        raise BadReport
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:200]


def _count(given: Any) -> int:
    number = int(given)
    if not 0 <= number <= MAX_COUNT:
        raise BadReport
    return number


def _second(text: str) -> datetime:
    return datetime.fromtimestamp(int(text), UTC)


def _moment(text: Any) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
