"""Handing a mail to our own submission service, as its user's mail software does: virus check, limits and the check of
the sender apply. Logged in by a token (docs/decisions/0050)."""

import contextlib
import smtplib
import ssl
from collections.abc import Sequence

from fumibako.chapters.webmail.writing.errors import MailRefused, RecipientRefused, SendingAway, Uncertain
from fumibako.machine.conf import Config
from fumibako.machine.daemons.dovecot.tokens import token

ANSWER_SECONDS = 60
TAKING_SECONDS = 300


def submit(config: Config, sender: str, recipients: Sequence[str], mail: bytes, login: str = "") -> None:
    """To all recipients or to none. login: whose account sends it in the sender's name, "" for the sender's. Raises
    RecipientRefused, MailRefused, SendingAway, Uncertain."""
    # Not verified, as the webmail's IMAP: it does not leave the machine.
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        postfix = smtplib.SMTP_SSL(
            config.own_address, config.ports.submissions, config.hostname, timeout=ANSWER_SECONDS, context=context
        )
    except (OSError, smtplib.SMTPException) as error:
        raise SendingAway from error
    try:
        _offer(config, postfix, login or sender, sender, recipients)
        _hand_over(postfix, mail)
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            postfix.quit()


def _offer(config: Config, postfix: smtplib.SMTP, who: str, sender: str, recipients: Sequence[str]) -> None:
    login = f"n,a={who},\x01auth=Bearer {token(config, who)}\x01\x01"
    try:
        postfix.ehlo()
        postfix.auth("OAUTHBEARER", lambda challenge=None: login)
        code, reply = postfix.docmd("MAIL", f"FROM:<{sender}> BODY=8BITMIME")
        if code >= 500:
            raise MailRefused(reply=_line(reply))
        _check_taken(code)
        for recipient in recipients:
            code, reply = postfix.docmd("RCPT", f"TO:<{recipient}>")
            if code >= 500:
                raise RecipientRefused(address=recipient, reply=_line(reply))
            _check_taken(code)
    except (OSError, smtplib.SMTPException) as error:
        raise SendingAway from error


def _hand_over(postfix: smtplib.SMTP, mail: bytes) -> None:
    if postfix.sock:
        postfix.sock.settimeout(TAKING_SECONDS)
    try:
        code, reply = postfix.data(mail)
    except smtplib.SMTPDataError as error:  # before any of the mail was sent
        if error.smtp_code >= 500:
            raise MailRefused(reply=_line(error.smtp_error)) from error
        raise SendingAway from error
    except (OSError, smtplib.SMTPException) as error:
        raise Uncertain from error
    if code >= 500:
        raise MailRefused(reply=_line(reply))
    if code < 200:  # no SMTP reply at all
        raise Uncertain
    _check_taken(code)


def _check_taken(code: int) -> None:
    """Raises SendingAway: later, or no SMTP reply at all."""
    if not 200 <= code < 400:
        raise SendingAway


def _line(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return " ".join(text.split())[:200]
