"""What the contract's rules say no to."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NoSuchPlan(Refused):
    code = "no_such_plan"
    words = _("There is no plan “%(code)s”. Choose one of the plans in the list.")
    field = "plan_code"


class BadPlanName(Refused):
    code = "bad_plan_name"
    words = _("Enter a name of at most 60 characters, in one line.")
    field = "name_ja"


class PlanTaken(Refused):
    code = "plan_taken"
    words = _("There is a plan “%(code)s” already.")
    field = "code"


class BadPlanCode(Refused):
    code = "bad_plan_code"
    words = _("A code has 1 to 40 lower-case letters, digits and “-”.")
    field = "code"


class BadLimit(Refused):
    code = "bad_limit"
    words = _("Enter a number from %(least)s to %(most)s.")
    field = "accounts_max"


class FewerThanUsed(BadLimit):
    words = _("%(used)s are in use already. Enter a number from %(used)s to %(most)s.")


class BadDisk(BadLimit):
    words = _("Enter a size from %(least)s GB to %(most)s GB.")
    field = "mail_disk_bytes"
