"""What the forwarding's rules say no to (C3)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class TooManyTargets(Refused):
    code = "too_many_targets"
    message = _("Mail can be forwarded to at most %(most)s addresses. Remove some of them.")
    field = "targets"


class NoTarget(Refused):
    code = "no_target"
    message = _("Enter at least one address, or switch forwarding off.")
    field = "targets"


class NoSuchTarget(Refused):
    code = "no_such_target"
    message = _("There is no account %(target)s. Correct or remove this address.")
    field = "targets"


class LoopDetected(Refused):
    code = "loop_detected"
    message = _("Mail forwarded to %(target)s would come back to this address (%(way)s). Remove this address.")
    field = "targets"
