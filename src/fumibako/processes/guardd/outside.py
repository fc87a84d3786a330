"""What an administrator decided about mail to outside, for mail that is sent with a mail program (B13,
docs/decisions/0181): Postfix asks at each recipient that somebody has logged in for."""

import logging
import re
from collections.abc import Mapping

from fumibako.machine.conf import Config
from fumibako.machine.formats.sending_guard import BadGuard, read_guard
from fumibako.machine.state import SendingGuard

log = logging.getLogger("guardd")
GO_ON = "DUNNO"
LATER = "451 4.3.5 The rules for this account cannot be read right now, try again in a few minutes"
APPROVAL = "550 5.7.1 Mail from this account to recipients outside needs approval. Send it from the webmail"
APPROVAL_OF_NAME = "550 5.7.1 Mail in this name to recipients outside needs approval. Send it from the webmail"
WEBMAIL = "550 5.7.1 Mail to recipients outside is sent from the webmail only"
# Only the webmail has tokens (docs/decisions/0050); it has these rules itself.
_OF_WEBMAIL = ("OAUTHBEARER", "XOAUTH2")
_ADDRESS = re.compile(r"[a-z0-9._+=-]{1,64}@[a-z0-9.-]{1,253}")
_DOMAIN = re.compile(r"(?=.{1,253}\Z)[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9][a-z0-9-]{0,62})*")


class Outside:
    def __init__(self, config: Config) -> None:
        self._config = config

    def action(self, asked: Mapping[str, str]) -> str:
        """Postfix's, as access(5) has it."""
        login, recipient = asked.get("sasl_username", "").lower(), asked.get("recipient", "").lower()
        sender = _without_extension(asked.get("sender", "").lower())
        if not login or asked.get("sasl_method", "").upper() in _OF_WEBMAIL:
            return GO_ON
        if not _ADDRESS.fullmatch(login):
            log.error("%r: no address", login[:320])
            return LATER
        try:
            guard = self._guard(login.rpartition("@")[2]) or SendingGuard()
            theirs = self._guard(recipient.rpartition("@")[2])
            named = self._guard(sender.rpartition("@")[2]) or SendingGuard()
        except (OSError, BadGuard) as error:
            log.error("%s: %s", login, error)
            return LATER
        if theirs and theirs.customer == guard.customer:
            return GO_ON
        if login in guard.approved:
            return APPROVAL
        # In the name of a shared mailbox; the header's From is the envelope's (filterd).
        if sender != login and sender in named.approved and (sender, login) not in named.deciding:
            return APPROVAL_OF_NAME
        if guard.is_webmail_only:
            return WEBMAIL
        return f"BCC {guard.copy_to}" if _ADDRESS.fullmatch(guard.copy_to) else GO_ON

    def _guard(self, domain: str) -> SendingGuard | None:
        """None where the box has no such domain, or had it before there were such files. Raises OSError, BadGuard."""
        if not _DOMAIN.fullmatch(domain):
            return None
        try:
            return read_guard((self._config.live_scope("filterd", domain) / "guard.json").read_bytes())
        except FileNotFoundError:
            return None


def _without_extension(address: str) -> str:
    """As Postfix looks up whose it is (recipient_delimiter)."""
    local_part, at, domain = address.rpartition("@")
    return f"{local_part.partition('+')[0]}{at}{domain}"
