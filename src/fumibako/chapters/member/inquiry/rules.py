"""What an inquiry may be, rule by rule, and how many are taken."""

import ipaddress
import re
from datetime import datetime, timedelta

from fumibako.chapters.member.inquiry import errors
from fumibako.chapters.member.inquiry.models import Inquiry
from fumibako.machine.formats.addresses import BadAddress, parse_foreign_address

MAX_TEXT = 4_000
HOUR = timedelta(hours=1)
AN_HOUR_FROM_ONE, AN_HOUR_FROM_ALL = 5, 100
DAY, ACKNOWLEDGED_A_DAY = timedelta(days=1), 3
_NUMBER = re.compile(r"W[0-9]{9}")


def check_number(text: str) -> str:
    """A form, not a customer: whether there is one is nobody's to find out. Raises BadNumber."""
    number = text.strip().upper()
    if number and not _NUMBER.fullmatch(number):
        raise errors.BadNumber
    return number


def check_reply_address(text: str) -> str:
    """Raises BadReplyAddress."""
    try:
        return parse_foreign_address(text)
    except BadAddress as error:
        raise errors.BadReplyAddress(address=text[:100]) from error


def source_of(remote: str) -> str:
    """An IPv4 address, or the /64 network that one connection has for itself; "" where it is unknown."""
    try:
        address = ipaddress.ip_address(remote)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))


def check_rate(source: str, now: datetime) -> None:
    """Raises TooManyInquiries."""
    lately = Inquiry.objects.filter(received_at__gt=now - HOUR)
    if lately.filter(source=source).count() >= AN_HOUR_FROM_ONE or lately.count() >= AN_HOUR_FROM_ALL:
        raise errors.TooManyInquiries


def is_acknowledged(reply_address: str, now: datetime) -> bool:
    """Whether the next inquiry is confirmed by mail: nobody's mailbox is filled by forms that name it."""
    lately = Inquiry.objects.filter(received_at__gt=now - DAY, reply_address__iexact=reply_address)
    return lately.count() < ACKNOWLEDGED_A_DAY
