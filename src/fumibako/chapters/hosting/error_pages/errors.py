"""What the rules of error pages say no to (D8)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadPath(Refused):
    code = "bad_path"
    message = _(
        "“%(path)s” cannot be used. Enter where the page is on your website, beginning with a slash, for example "
        "/errors/not-found.html. Letters A to Z, digits and . _ ~ - can be used."
    )


class UnknownStatus(Refused):
    code = "unknown_status"
    message = _("No page can be chosen for the error %(status)s.")
    field = "others"


class BadLine(Refused):
    code = "bad_line"
    message = _("“%(line)s” cannot be read. Enter a status and a page in each line, for example 410 /errors/gone.html.")
    field = "others"
