"""What each record is for, and what to do where it is not as it should be, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.sender_domains.queries import Source
from fumibako.chapters.hosting.sender_domains.records import Purpose, Standing

PURPOSES: Mapping[Purpose, tuple[Any, Any]] = {
    Purpose.MX: (_("Receiving mail (MX)"), _("Tells other servers to bring your mail here.")),
    Purpose.SPF: (_("Permitted senders (SPF)"), _("Says that this server may send mail of your domain.")),
    Purpose.DKIM: (_("Signature (DKIM)"), _("The public key by which others check the signature of your mail.")),
    Purpose.DMARC: (
        _("Treatment of forgeries (DMARC)"),
        _("Tells others what to do with mail that only claims to be yours. Begin with “none”."),
    ),
    Purpose.MTA_STS: (_("Encrypted delivery (MTA-STS)"), _("Tells others that you publish a policy.")),
    Purpose.MTA_STS_HOST: (_("Encrypted delivery: the policy's server"), _("Leads to the policy, which is kept here.")),
    Purpose.TLS_RPT: (
        _("Reports of encryption problems (TLS-RPT)"),
        _("Others report to the administrator when encrypted delivery fails."),
    ),
}

_COMMON: Mapping[Standing, Any] = {
    Standing.MISSING: _("This record is not in the DNS yet."),
    Standing.UNKNOWN: _("The DNS did not answer, or has not been asked yet."),
    Standing.DIFFERENT: _("There is another value. Change it to the one shown here."),
    Standing.DOUBLE: _("There are several of these records, so none of them counts. Keep one."),
}
_SPECIAL: Mapping[tuple[Purpose, Standing], Any] = {
    (Purpose.MX, Standing.DIFFERENT): _("Your mail is brought to another server. That is right while you are moving."),
    (Purpose.SPF, Standing.DIFFERENT): _(
        "Your SPF record does not name this server. Add the part “a:…” of the value shown here to yours, before “all”."
    ),
    (Purpose.DMARC, Standing.DIFFERENT): _("Your DMARC record cannot be read. Use the value shown here."),
    (Purpose.MTA_STS, Standing.DIFFERENT): _("It belongs to another policy. Change it to the value shown here."),
}


def words_of(purpose: Purpose, standing: Standing) -> Any:
    """ "" where all is well."""
    return _SPECIAL.get((purpose, standing)) or _COMMON.get(standing, "")


def words_of_source(source: Source) -> Any:
    """What the mail of one sender means, and what to do."""
    if source.is_ours and source.failed:
        return _("This server. Check the SPF and DKIM records on the page before this one.")
    if source.is_ours:
        return _("This server.")
    if not source.failed:
        return _("A sender that your records permit.")
    if source.passed:
        return _("Permitted, but some mail failed. Often it was forwarded on the way. Nothing needs to be done.")
    return _(
        "Not permitted. A service that you use, such as a newsletter: add it to SPF, or have it sign with DKIM."
        " Otherwise it is a forgery."
    )


def words_of_connection(result: str) -> Any:
    """What a result of encrypted delivery means, and what to do."""
    if not result:
        return _("Delivered with encryption.")
    return _CONNECTIONS.get(result, _("Delivery with encryption failed. Ask the support if it happens again."))


_CONNECTIONS: Mapping[str, Any] = {
    "starttls-not-supported": _("Encryption was not offered. Check that the MX record leads to this server."),
    "certificate-host-mismatch": _("The certificate has another name. Check that the MX record leads to this server."),
    "certificate-expired": _("The server's certificate had expired. Tell the support."),
    "certificate-not-trusted": _("The server's certificate was not trusted. Tell the support."),
    "sts-policy-fetch-error": _("The MTA-STS policy could not be fetched. Check the record of mta-sts."),
    "sts-policy-invalid": _("The MTA-STS policy could not be read. Tell the support."),
    "sts-webpki-invalid": _("The certificate of mta-sts was not trusted. Tell the support."),
}
