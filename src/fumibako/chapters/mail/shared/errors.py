"""What the rules of shared mailboxes refuse (B16)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NoMembers(Refused):
    code = "no_members"
    message = _("Enter at least one account that reads the mailbox.")
    field = "read"


class TooManyMembers(Refused):
    code = "too_many_members"
    message = _("A mailbox can be shared with at most %(max)s accounts.")
    field = "read"


class NoSuchMember(Refused):
    code = "no_such_member"
    message = _("%(member)s is not a mail account of yours.")

    def __init__(self, field: str, **values: object) -> None:
        self.field = field
        super().__init__(**values)


class MemberTwice(Refused):
    code = "member_twice"
    message = _("%(member)s stands there twice. Enter each account with one right only.")
    field = "read"


class OwnMember(Refused):
    code = "own_member"
    message = _("A mailbox is not shared with itself.")
    field = "read"


class AlreadyShared(Refused):
    code = "already_shared"
    message = _("%(address)s is shared already. Change its members in the list.")
    field = "local_part"
