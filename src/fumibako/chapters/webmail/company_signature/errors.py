"""What the rules of the company's signature refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadCompanySignature(Refused):
    code = "bad_company_signature"
    message = _("Enter a signature of at most %(most)s characters.")
    field = "text"
