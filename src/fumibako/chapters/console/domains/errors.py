"""What the rules of domains refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class DomainInUse(Refused):
    code = "domain_in_use"
    message = _("%(domain)s still has mail accounts or alias domains. Delete them first.")


class LastDomain(Refused):
    code = "last_domain"
    message = _("%(domain)s is the customer's first domain and can be removed only with the customer.")


class AliasOfAlias(Refused):
    code = "alias_of_alias"
    message = _("%(domain)s is an alias domain itself. Choose the domain that has the accounts.")
