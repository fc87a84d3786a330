"""What writing says no to (C1)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NoRecipient(Refused):
    code = "no_recipient"
    message = _("Enter at least one recipient.")
    field = "to"


class NoSuchAddress(Refused):
    code = "no_such_address"
    message = _("“%(typed)s” is not a mail address. Correct or remove it.")


class TooManyRecipients(Refused):
    code = "too_many_recipients"
    message = _("A mail can go to at most %(most)s recipients. Remove some of them.")
    field = "to"


class TooLarge(Refused):
    code = "too_large"
    message = _("The attachments are too large together: at most %(most)s. Remove some of them.")
    field = "files"


class TextTooLong(Refused):
    code = "text_too_long"
    message = _(
        "The text is too long with its formatting and pictures. Attach the pictures as files, or send a part of it in"
        " another mail."
    )


class FileGone(Refused):
    code = "file_gone"
    message = _("An attachment is not there any more. Attach it again.")
    field = "files"


class NotConfirmed(Refused):
    code = "not_confirmed"
    message = _("Check every recipient and attachment, then tick all of them.")


class AlreadySent(Refused):
    code = "already_sent"
    message = _("This mail has been sent already, or is being sent. Look into the sent mails before you send it again.")


class RecipientRefused(Refused):
    code = "recipient_refused"
    message = _("Nothing was sent: the recipient %(address)s was refused (%(reply)s).")


class MailRefused(Refused):
    code = "mail_refused"
    message = _("The mail was not sent: the service refused it (%(reply)s).")


class SendingAway(Refused):
    code = "sending_away"
    message = _("The mail cannot be sent right now. Try again in a few minutes.")


class DraftGone(Refused):
    code = "draft_gone"
    message = _("It was not sent: its draft was changed or deleted in another program.")


class NotWaiting(Refused):
    code = "not_waiting"
    message = _("This mail does not wait any more: it has been sent, or is being sent right now.")


class BadSendTime(Refused):
    code = "bad_send_time"
    message = _("Choose a date and time in the future, within one year.")
    field = "send_at"


class Uncertain(Refused):
    """The connection ended after the mail was handed over, before the reply."""

    code = "uncertain"
    message = _(
        "The connection broke while the mail was being sent: it may have gone out. Ask the recipient before you send it"
        " again."
    )


class NotApproved(Refused):
    code = "not_approved"
    message = _(
        "This mail needs your superior's approval and could not be kept until then. Delete some mails, and try again."
    )


class ApprovalMissing(Refused):
    """A rule was made, or the draft was changed, after the mail was queued."""

    code = "approval_missing"
    message = _("It was not sent: it needs your superior's approval now. Open the draft and send it again.")


class NotHeld(Refused):
    code = "not_held"
    message = _("This mail does not wait for approval any more: it was decided on or taken back.")


class NoReason(Refused):
    code = "no_reason"
    message = _("Enter why you send the mail back, in up to %(most)s characters.")
    field = "reason"


class NobodyApproved(Refused):
    code = "nobody_approved"
    message = _("Nobody approved it within %(days)s days. Send it again if it is still wanted.")


class SentBack(Refused):
    code = "sent_back"
    message = _("%(by)s sent it back: %(reason)s")
