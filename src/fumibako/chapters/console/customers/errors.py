"""What the desk's rules say no to."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadName(Refused):
    code = "bad_name"
    message = _(
        "Enter a customer name of at most 200 characters, without line breaks, control or private-use characters."
    )
    field = "name"


class BadDomain(Refused):
    code = "bad_domain"
    message = _("This is not a domain name. Enter one such as example.jp, without “@” or spaces.")
    field = "domain"


class ServersOwnName(Refused):
    """Bounces of everybody's forwarded mail come to it."""

    code = "servers_own_name"
    message = _("%(domain)s is the name of this mail server and cannot be used. Enter the customer's own domain.")
    field = "domain"


class WwwDomain(Refused):
    code = "www_domain"
    message = _("Enter the domain without “www.”: %(domain)s. Its web site is reached at both names.")
    field = "domain"


class CustomerInUse(Refused):
    code = "customer_in_use"
    message = _("The customer still has %(number)s mail accounts besides the administrator's. Delete them first.")


class DomainTaken(Refused):
    code = "domain_taken"
    message = _("%(domain)s is in use here already. Check the name of the domain.")
    field = "domain"


class NoSuchCustomer(Refused):
    code = "no_such_customer"
    message = _("No customer has the domain or number %(name)s.")
