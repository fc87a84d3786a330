"""Reading the mails that the portal has stored, as whoever gets them does."""

import email
import email.policy
import re

from fumibako.groundwork.notices.models import OutgoingNotice


def mails(key: str) -> list[OutgoingNotice]:
    return list(OutgoingNotice.objects.filter(key=key).order_by("pk"))


def text_of(notice: OutgoingNotice) -> str:
    return str(email.message_from_string(notice.content, policy=email.policy.default).get_content())


def path_in(notice: OutgoingNotice) -> str:
    """The link of a mail without the site's address, which must stand before it."""
    links = set(re.findall(r"https?://\S+", text_of(notice)))
    (link,) = links
    found = re.fullmatch(r"https://mail\.fumibako\.test(?::\d+)?(/\S+)", link)
    assert found, link
    return found[1]
