"""What is said of mails on hold."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NoSuchMail(Refused):
    code = "no_such_mail"
    message = _("There is no message with that queue ID any more.")
    field = "queue_id"


class QueueAway(Refused):
    code = "queue_away"
    message = _("The mail queue is unavailable. Try again in a minute.")
