"""What is said of sites that are not there (D1)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NoSuchSite(Refused):
    code = "no_such_site"
    message = _("There is no website at %(domain)s.")
