"""The rules of reports that others send."""

from fumibako.chapters.hosting.sender_domains import errors
from fumibako.machine.formats import sender_reports
from fumibako.machine.formats.sender_reports import BadReport, Report


def read_report(content: bytes, domain: str) -> Report:
    """Raises NoReport, LargeReport, OtherDomain."""
    try:
        report = sender_reports.read(content)
    except BadReport as error:
        raise errors.LargeReport if error.code == "large" else errors.NoReport from error
    if report.domain != domain and not report.domain.endswith(f".{domain}"):
        raise errors.OtherDomain(other=report.domain, domain=domain)
    return report
