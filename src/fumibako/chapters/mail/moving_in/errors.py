"""What moving in says no to (B15), in words."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadHost(Refused):
    code = "bad_old_server"
    message = _("Enter the name of the server, for example imap.old.example.")
    field = "host"


class BadPort(Refused):
    code = "bad_port"
    message = _("A port is a number from 1 to 65535.")
    field = "port"


class ServerAway(Refused):
    code = "old_server_away"
    message = _(
        "The old server %(host)s does not answer at port %(port)s. Check its name, the port and the encryption."
    )
    field = "host"


class CertificateRefused(Refused):
    code = "old_server_certificate"
    message = _("The certificate of %(host)s is not valid. Ask the old provider for the right server name.")
    field = "host"


class ServerNotAllowed(Refused):
    code = "old_server_not_allowed"
    message = _("%(host)s is an address of this machine or of the provider's own network. Ask support to allow it.")
    field = "host"


class LoginRefused(Refused):
    code = "old_login_refused"
    message = _(
        "The old server refused the login of %(login)s. Check the login name and the password of the old mailbox."
    )
    field = "password"


class OldServerFailed(Refused):
    code = "old_server_failed"
    message = _("The old server stopped answering. What was copied stays; start it again to copy the rest.")


class MailboxFull(Refused):
    code = "move_mailbox_full"
    message = _("The new mailbox %(address)s is full. Give it more space, then start it again to copy the rest.")


class OurSideAway(Refused):
    code = "our_mailbox_away"
    message = _("The new mailbox %(address)s cannot be opened: it is suspended or still being made. Try again later.")


class NotOurAddress(Refused):
    code = "not_our_address"
    message = _("There is no account %(address)s in your domains. Add it first.")
    field = "address"


class NoMoveColumns(Refused):
    code = "no_move_columns"
    message = _(
        "The first line must name the columns “Mail address”, “Old login” and “Old password”. Use the template."
    )
    field = "file"


class NothingToMove(Refused):
    code = "nothing_to_move"
    message = _("The file has no line with an account. Use the template.")
    field = "file"


class LineRefused(Refused):
    code = "move_line_refused"
    message = _("Correct line %(line)s: %(reason)s")
    field = "file"


class IncompleteLine(Refused):
    code = "move_line_incomplete"
    message = _("address, old login and old password must be there.")


class ListGone(Refused):
    code = "move_list_gone"
    message = _("The list with the old passwords is no longer kept. Start again.")
