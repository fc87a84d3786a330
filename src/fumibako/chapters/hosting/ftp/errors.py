"""What the rules of FTP access say no to (D5)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadNetwork(Refused):
    code = "bad_network"
    words = _(
        "“%(text)s” is not an IP address. Enter an address such as 203.0.113.5 or a range such as 203.0.113.0/24."
    )
    field = "networks"


class HostBits(Refused):
    code = "host_bits"
    words = _("“%(text)s” is not the start of a range. Did you mean %(network)s?")
    field = "networks"


class WholeInternet(Refused):
    code = "whole_internet"
    words = _("“%(text)s” allows every address. To allow every address, leave the list empty.")
    field = "networks"


class TooManyNetworks(Refused):
    code = "too_many_networks"
    words = _("You can enter at most %(most)s addresses or ranges. Remove some of them.")
    field = "networks"
