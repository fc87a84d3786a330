"""What cannot be traced."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NoMail(Refused):
    code = "no_mail"
    message = _("Choose an .eml file or paste the source of the mail.")
    field = "file"


class MailTooLarge(Refused):
    code = "mail_too_large"
    message = _("The mail is larger than 1 MB. Save it without its attachments.")
    field = "file"


class TooManyQuestions(Refused):
    code = "too_many_questions"
    message = _("You can try %(most)s mails an hour. Please wait a while.")


class NoHeader(Refused):
    code = "no_header"
    message = _("This is not a whole mail: the header is missing. Save the mail as an .eml file or copy its source.")
    field = "text"
