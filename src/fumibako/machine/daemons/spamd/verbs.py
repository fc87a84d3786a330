"""What root does for the spam filter: show it mails of a mailbox, say which kind they are, and ask what it says of
one."""

import base64
import re
import socket
import tempfile
from typing import IO

from fumibako.machine.conf import Config
from fumibako.machine.daemons.dovecot.mailstore import parse_folder, parse_uids
from fumibako.machine.daemons.spamd import taught
from fumibako.machine.daemons.spamd.control import MAX_JUDGED, MAX_TAUGHT
from fumibako.machine.formats.addresses import parse_address, parse_domain
from fumibako.machine.provision.verb import Answer, Context, Request, Verb
from fumibako.machine.system.run import CommandFailed, run

MAIL_SECONDS = 20.0
MAX_SHOWN = 8 << 20
_POINTS = re.compile(rb"^Spam: *(?:True|False|Yes|No) *; *(-?[\d.]+) */", re.I | re.M)
_BEGIN, _END = b"text:\n", b"\f\n"


def teach_spam_filter(context: Context, request: Request) -> Answer:
    address, folder = parse_address(request["address"]), parse_folder(request["folder"])
    uids = parse_uids(request["uids"], most=MAX_TAUGHT)
    is_spam = request["is_spam"]
    if not isinstance(is_spam, bool):
        raise TypeError("is_spam is no bool")
    for uid in uids:
        with tempfile.TemporaryFile() as file:
            _fetch(context.config, address, folder, uid, file)
            if mail := _mail_in(file):
                tell(context.config, address, mail, is_spam=is_spam)
    return {}


def _fetch(config: Config, address: str, folder: str, uid: int, file: IO[bytes]) -> None:
    """Nothing where the mail is gone. Raises CommandFailed."""
    command = ("doveadm", "-c", str(config.live("dovecot") / "dovecot.conf"), "-f", "pager", "fetch", "-u", address)
    run((*command, "text", "mailbox", folder, "uid", str(uid)), stdout=file, seconds=MAIL_SECONDS)


def _mail_in(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read().removeprefix(_BEGIN).removesuffix(_END)[:MAX_SHOWN]


def tell(config: Config, address: str, mail: bytes, *, is_spam: bool) -> None:
    """spamd/PROTOCOL, TELL. A mail that it knows already is no failure. Raises CommandFailed, OSError."""
    kind = "spam" if is_spam else "ham"
    _ask(config, f"TELL SPAMC/1.5\r\nMessage-class: {kind}\r\nSet: local\r\nUser: {address}\r\n", mail)
    taught.note(config, address.rpartition("@")[2])


def judge_mail(context: Context, request: Request) -> Answer:
    """The score that a mail would get in that domain. Nothing is learnt from it."""
    domain, mail = parse_domain(request["domain"]), base64.b64decode(request["mail"], validate=True)
    if len(mail) > MAX_JUDGED:
        raise ValueError("the mail is too large")
    answer = _ask(context.config, f"CHECK SPAMC/1.5\r\nUser: nobody@{domain}\r\n", mail)
    if not (found := _POINTS.search(answer)):
        raise CommandFailed(f"spamd answered {answer[:80]!r}")
    return {"points": float(found[1])}


def _ask(config: Config, header: str, mail: bytes) -> bytes:
    """Raises CommandFailed, OSError."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(MAIL_SECONDS)
        connection.connect(str(config.spamd_socket))
        connection.sendall(f"{header}Content-length: {len(mail)}\r\n\r\n".encode() + mail)
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    if not answer.startswith(b"SPAMD/1.1 0 EX_OK"):
        raise CommandFailed(f"spamd answered {answer[:80]!r}")
    return answer


VERBS = (
    Verb(judge_mail, ("web",)),
    Verb(teach_spam_filter, ("background", "web")),
)
