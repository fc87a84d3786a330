"""What the contract's rules say no to."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NoSuchPlan(Refused):
    code = "no_such_plan"
    message = _("There is no plan “%(code)s”. Choose one of the plans in the list.")
    field = "plan_code"


class BadPlanName(Refused):
    code = "bad_plan_name"
    message = _("Enter a name of at most 60 characters, in one line.")
    field = "name_ja"


class PlanTaken(Refused):
    code = "plan_taken"
    message = _("There is a plan “%(code)s” already.")
    field = "code"


class BadPlanCode(Refused):
    code = "bad_plan_code"
    message = _("A code has 1 to 40 lower-case letters, digits and “-”.")
    field = "code"


class BadLimit(Refused):
    code = "bad_limit"
    message = _("Enter a number from %(least)s to %(most)s.")
    field = "accounts_max"


class FewerThanUsed(BadLimit):
    message = _("%(used)s are in use already. Enter a number from %(used)s to %(most)s.")


class BadDisk(BadLimit):
    message = _("Enter a size from %(least)s GB to %(most)s GB.")
    field = "mail_disk_bytes"


class BadPeriod(Refused):
    code = "bad_period"
    message = _("Enter a number of months from 1 to %(most)s.")
    field = "period_months"


class BeforeStart(Refused):
    code = "before_start"
    message = _("Choose a day that is not before the start of the contract.")
    field = "ends_on"


class PaidBeforeStart(BeforeStart):
    code = "paid_before_start"
    message = _("Choose a month that is not before the start of the contract.")
    field = "first_payment_on"


class NoSuchPayment(Refused):
    code = "no_such_payment"
    message = _("Choose one of the payment methods in the list.")
    field = "payment_method"
