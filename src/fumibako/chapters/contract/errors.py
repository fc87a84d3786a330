"""What the contract's rules say no to."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NoSuchPlan(Refused):
    code = "no_such_plan"
    words = _("There is no plan “%(code)s”. Choose one of the plans in the list.")
    field = "plan_code"


class BadLimit(Refused):
    code = "bad_limit"
    words = _("Enter a number from %(least)s to %(most)s.")

    def __init__(self, field: str, **values: object) -> None:
        super().__init__(**values)
        self.field = field
