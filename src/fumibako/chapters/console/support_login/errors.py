"""What the rules of support logins refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadReason(Refused):
    code = "bad_reason"
    message = _("Enter the reason in one line of 5 to 200 characters. The customer can read it.")
    field = "reason"


class NoSuchAccountOfCustomer(Refused):
    code = "no_such_account_of_customer"
    message = _("This customer has no account “%(address)s”.")
    field = "address"


class CustomerSuspended(Refused):
    code = "customer_suspended"
    message = _("The customer is suspended. Resume the customer first.")


class AccountSuspended(Refused):
    code = "account_suspended"
    message = _("The account is suspended. Choose another account.")
    field = "address"
