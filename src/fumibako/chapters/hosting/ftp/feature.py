from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.ftp import snapshot, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page
from fumibako.groundwork.tenancy.roles import Duty

FEATURE = Feature(
    id="D5",
    pages=(
        Page(
            *(Face.ADMIN, "web/ftp/", views.ftp, "ftp"),
            Entry(
                _("FTP"),
                Area.WEB,
                "key",
                _("Server, login and password for uploading files, allowed addresses"),
                _("FTPS SFTP upload password IP address restriction"),
                position=30,
            ),
        ),
        Page(Face.ADMIN, "web/ftp/password/", views.password, "ftp_password"),
    ),
    parts=(snapshot.PART,),
    duty=Duty.WEB,
)
