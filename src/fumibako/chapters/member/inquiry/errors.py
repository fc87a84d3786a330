"""What the rules of inquiries refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadNumber(Refused):
    code = "bad_number"
    message = _("A customer number is W and nine digits, for example W000012345.")
    field = "customer_number"


class BadReplyAddress(Refused):
    code = "bad_reply_address"
    message = _("“%(address)s” is not a mail address.")
    field = "reply_address"


class TooManyInquiries(Refused):
    code = "too_many_inquiries"
    message = _("Too many inquiries were sent. Try again in an hour, or telephone us.")
