"""certificate on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

CERTIFICATE = Sentences(
    name="certificate",
    label=_("Server certificate"),
    purpose=_("The TLS certificate that browsers and mail programs see."),
    without=_("Browsers and mail programs cannot connect safely."),
    codes={
        "unreadable": _("The certificate cannot be read."),
        "not-in-use": _("A new certificate is in place but not in use yet. Restart nginx, dovecot and postfix."),
        "expired": _("The certificate expired on %(day)s: browsers and mail programs refuse it."),
        "other-name": _("The certificate is not for %(hostname)s."),
        "expires": _("The certificate expires on %(day)s. Renew it."),
    },
)
