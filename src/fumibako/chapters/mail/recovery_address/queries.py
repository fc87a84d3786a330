"""Looking at recovery addresses."""

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.recovery_address.models import RecoveryAddress


def recovery_address_of(mailbox: Mailbox) -> str:
    """The confirmed one, "" where there is none."""
    row = RecoveryAddress.objects.filter(login=mailbox.login_id).first()
    return row.address if row else ""
