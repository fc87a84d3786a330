"""What the rules of sender authentication refuse (B14)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NoKeyNow(Refused):
    code = "no_key_now"
    message = _("A key cannot be made right now. Try again in a minute.")


class KeyWaits(Refused):
    code = "key_waits"
    message = _("There is a new key already. Put its record into the DNS first; then it is used.")


class NotOurZone(Refused):
    code = "not_our_zone"
    message = _(
        "The DNS of %(domain)s is not managed here. Enter the records where it is, in most cases at the company that"
        " manages your domain."
    )


class BadMode(Refused):
    code = "bad_mta_sts_mode"
    message = _("Choose one from the list.")
    field = "mta_sts"


class NoSuchSenderDomain(Refused):
    code = "no_such_domain"
    message = _("There is no domain %(domain)s here.")


class NoReport(Refused):
    code = "no_report"
    message = _(
        "The file is not a DMARC or TLS report. Choose the attachment of the report as it came (.xml, .json, .gz or"
        " .zip)."
    )
    field = "file"


class LargeReport(Refused):
    code = "large_report"
    message = _("The report is too large to be read here.")
    field = "file"


class OtherDomain(Refused):
    code = "other_domain"
    message = _("This report is about %(other)s. Reports about %(domain)s are read here.")
    field = "file"
