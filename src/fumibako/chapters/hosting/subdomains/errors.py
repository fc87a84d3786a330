"""What the rules of subdomains say no to (D10)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadLabel(Refused):
    code = "bad_label"
    message = _(
        "“%(label)s” cannot be used. Use up to 63 letters a to z, digits and hyphens, for example shop or test.shop."
    )
    field = "label"


class ReservedLabel(Refused):
    code = "reserved_label"
    message = _("“%(label)s” is needed by the service itself. Choose another name.")
    field = "label"


class HostTaken(Refused):
    code = "host_taken"
    message = _("%(host)s is in use already. Choose another name.")
    field = "label"


class BadSubdomainFolder(Refused):
    code = "bad_folder"
    message = _(
        "“%(folder)s” cannot be used. Enter the folder as it stands in your website's addresses, beginning with a "
        "slash, for example /shop. Letters A to Z, digits and . _ ~ - can be used."
    )
    field = "folder"


class TooManySubdomains(Refused):
    code = "too_many_subdomains"
    message = _("You can have at most %(most)s subdomains. Delete one first.")


class NoSuchSubdomain(Refused):
    code = "no_such_subdomain"
    message = _("There is no subdomain %(host)s.")
