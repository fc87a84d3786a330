"""proftpd on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

PROFTPD = Sentences(
    name="proftpd",
    label=_("FTP"),
    purpose=_("Uploads and downloads website files by FTP, FTPS and SFTP."),
    without=_("Customers cannot transfer files by FTP; their websites are not affected."),
)
