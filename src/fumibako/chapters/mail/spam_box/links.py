"""The links of summary mails (C6): they work without a login, for the mails of their summary, for a week.

Opening one shows a page. Only its button moves mail, so that programs which open the links in mails release nothing.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from fumibako.chapters.identity.logins.sessions import is_open
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.mailed_links import proof_of
from fumibako.chapters.mail.spam_box.models import SummaryLink

LIFETIME = timedelta(days=7)
TOKEN_BYTES = 24


def issue_summary_link(mailbox: Mailbox, uids: Sequence[int]) -> str:
    """Return its address. What has expired is forgotten."""
    token, now = secrets.token_urlsafe(TOKEN_BYTES), timezone.now()
    SummaryLink.objects.filter(expires_at__lt=now).delete()
    SummaryLink.objects.create(
        mailbox=mailbox,
        token_hash=_hash_of(token),
        proof=proof_of(mailbox.login),
        uids=list(uids),
        expires_at=now + LIFETIME,
    )
    return settings.FUMIBAKO.site_url + reverse("membersite:summary_release", args=(token,))


def summary_link(token: str) -> SummaryLink | None:
    """None for one that has ended, also with the account's password or its suspension."""
    rows = SummaryLink.objects.select_related("mailbox__login__customer", "mailbox__domain__customer")
    found = rows.filter(token_hash=_hash_of(token), expires_at__gt=timezone.now()).first()
    if found is None or not is_open(found.mailbox.login):
        return None
    return found if found.proof == proof_of(found.mailbox.login) else None


def _hash_of(token: str) -> str:
    return hashlib.sha256(token[:100].encode("utf-8", "replace")).hexdigest()
