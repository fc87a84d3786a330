"""What the rules of reading figures refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadNetwork(Refused):
    code = "bad_network"
    message = _("“%(network)s” is no address or network such as 192.0.2.10, 192.0.2.0/24 or 2001:db8::/32.")
    field = "networks"


class TooManyNetworks(Refused):
    code = "too_many_networks"
    message = _("Enter at most %(max)s networks.")
    field = "networks"


class BadThreshold(Refused):
    """field: the threshold's."""

    code = "bad_threshold"
    message = _("Enter a whole number from 0 to %(max)s; 0 means no alarm.")

    def __init__(self, field: str, most: int) -> None:
        super().__init__(max=f"{most:,}")
        self.field = field


class BadAlarmAddress(Refused):
    code = "bad_alarm_address"
    message = _("“%(address)s” is not a mail address.")
    field = "alarm_address"
