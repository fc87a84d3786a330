"""A notice as a mail on the wire."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from fumibako.machine.state import NoticeText


def compose(
    text: NoticeText, *, sender: str, recipient: str, message_id: str, at: datetime, sender_name: str = ""
) -> bytes:
    """Return the mail: plain text in UTF-8, every line short, CRLF. Raises ValueError for a line end in a header."""
    message = EmailMessage(policy=SMTP)
    message["Date"] = format_datetime(at)
    message["From"] = Address(sender_name, addr_spec=sender) if sender_name else sender
    message["To"] = recipient
    message["Subject"] = text.subject
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834 section 5: no auto-reply answers it
    message.set_content(text.body, cte="base64")  # a character takes three bytes, a line of the wire 998
    return bytes(message)
