"""What the rules of options and orders refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NotOrderable(Refused):
    code = "not_orderable"
    message = _("This option cannot be ordered at present.")


class NotInPlan(Refused):
    code = "not_in_plan"
    message = _("This option cannot be ordered with your plan.")


class NeedsOption(Refused):
    code = "needs_option"
    message = _("This option needs the option “%(option)s”. Order that one first.")


class NeededByOption(Refused):
    code = "needed_by_option"
    message = _("The option “%(option)s” cannot be used without this one. Cancel that one first.")


class BadPacks(Refused):
    code = "bad_packs"
    message = _("Enter a number of packs from 1 to %(most)s.")
    field = "packs"


class TooManyPacks(BadPacks):
    code = "too_many_packs"
    message = _(
        "At most %(most)s packs are possible, and %(used)s are in use or ordered already. Enter a number"
        " up to %(left)s."
    )


class NoPacksLeft(BadPacks):
    code = "no_packs_left"
    message = _("All %(most)s packs are in use or ordered already.")


class NoSuchOrder(Refused):
    code = "no_such_order"
    message = _("There is no order %(number)s.")


class AlreadyDecided(Refused):
    code = "already_decided"
    message = _("The order %(number)s has already been decided. Nothing has been changed now.")


class NotCancellable(Refused):
    code = "not_cancellable"
    message = _("The order %(number)s is not in use, or has been cancelled already.")


class BadReason(Refused):
    code = "bad_reason"
    message = _("Enter a reason of at most 200 characters for the customer, in one line.")
    field = "reason"


class BadOption(Refused):
    """reason: which words."""

    code = "bad_option"
    field = "name_ja"
    message = _("Enter a name of at most 60 characters, in one line.")


class CodeTaken(BadOption):
    code = "code_taken"
    field = "code"
    message = _("There is an option “%(code)s” already.")


class BadCode(BadOption):
    code = "bad_code"
    field = "code"
    message = _("A code has 1 to 40 lower-case letters, digits and “-”.")


class BadNumber(BadOption):
    code = "bad_number"
    message = _("Enter a number from %(least)s to %(most)s.")

    def __init__(self, field: str, **values: object) -> None:
        self.field = field
        super().__init__(**values)


class BadRequirement(BadOption):
    code = "bad_requirement"
    field = "requires"
    message = _("Choose another option of the list, one that needs none itself.")


class BadOrderUrl(BadOption):
    code = "bad_order_url"
    field = "order_url"
    message = _("Enter an address that begins with https://.")


class NoAmount(BadOption):
    code = "no_amount"
    field = "amount"
    message = _("Enter how much one pack adds.")
