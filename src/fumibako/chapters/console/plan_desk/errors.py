"""What the rules of plans at the desk refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class OptionsNotInPlan(Refused):
    code = "options_not_in_plan"
    message = _("The plan does not allow these options, which are in use or ordered: %(options)s. End them first.")
    field = "plan_code"


class TooManyForPlan(Refused):
    code = "too_many_for_plan"
    message = _("%(used)s mail accounts are in use, and the plan allows %(most)s. Delete accounts first.")
    field = "plan_code"
