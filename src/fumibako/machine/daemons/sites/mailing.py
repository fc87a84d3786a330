"""The program behind PHP's mail(): takes a mail as sendmail(8) does and hands it to Postfix, which asks who has called.

    python -S -m fumibako.machine.daemons.sites.mailing --port N --domain DOMAIN [-t] [-i] [-f ADDRESS] …

It runs as the site's user. The mail is in the site's name: where From is somebody elsewhere (who has filled in a form,
say), From becomes the site's and the other one Reply-To, as the receiving server would take it for forged otherwise.
Whatever else stands in its arguments is ignored: PHP lets any page write there.
"""

import argparse
import re
import smtplib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import formataddr, getaddresses, parseaddr

MAX_BYTES = 30 << 20
MAX_RECIPIENTS = 100
SECONDS = 20.0  # a page waits
FALLBACK = "postmaster"
_FIELD = re.compile(rb"[!-9;-~]+:[^\r\n]*(?:\n[ \t][^\r\n]*)*\n")
_ADDRESS = re.compile(r"[!-?A-~]{1,64}@[a-z0-9.-]{1,253}", re.IGNORECASE)


class NotSent(ValueError):
    """The message says why."""


@dataclass(frozen=True)
class Ready:
    sender: str
    recipients: tuple[str, ...]
    content: bytes


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--domain", required=True)
    given = parser.parse_args(argv[:4])
    try:
        ready = read(sys.stdin.buffer.read(MAX_BYTES + 1), given.domain)
        with smtplib.SMTP("127.0.0.1", given.port, "localhost", SECONDS) as smtp:
            smtp.sendmail(ready.sender, ready.recipients, ready.content, ["BODY=8BITMIME"])
    except (NotSent, OSError, smtplib.SMTPException) as error:
        print(f"mail() did not send: {error}", file=sys.stderr)  # noqa: T201 the site's own log
        return 1  # PHP takes "try later" (75) for success
    return 0


def read(written: bytes, domain: str) -> Ready:
    """Raises NotSent."""
    if len(written) > MAX_BYTES:
        raise NotSent(f"more than {MAX_BYTES >> 20} MB")
    lines = written.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    head, _, body = lines.partition(b"\n\n")
    fields = [(field.partition(b":")[0].lower(), field) for field in _FIELD.findall(head + b"\n")]
    if sum(len(field) for _, field in fields) != len(head) + 1:
        raise NotSent("a line of the header is none")
    recipients = _recipients(_values(fields, b"to", b"cc", b"bcc"))
    name, author = parseaddr(next(iter(_values(fields, b"from")), ""))
    sender = author if _is_own(author, domain) else f"{FALLBACK}@{domain}"
    kept = [field for kind, field in fields if kind not in (b"bcc", b"from", b"sender", b"return-path")]
    kept.append(f"From: {formataddr((name, sender))}\n".encode())
    if sender != author and _ADDRESS.fullmatch(author) and not _values(fields, b"reply-to"):
        kept.append(f"Reply-To: {author}\n".encode())
    return Ready(sender, recipients, (b"".join(kept) + b"\n" + body).replace(b"\n", b"\r\n"))


def _values(fields: Sequence[tuple[bytes, bytes]], *names: bytes) -> list[str]:
    return [
        " ".join(field.partition(b":")[2].decode("utf-8", "replace").split()) for kind, field in fields if kind in names
    ]


def _recipients(values: Sequence[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(address for _, address in getaddresses(values) if address))
    if not found or len(found) > MAX_RECIPIENTS:
        raise NotSent(f"{len(found)} recipients")
    for address in found:
        if not _ADDRESS.fullmatch(address):
            raise NotSent(f"{address[:80]!r} is no address")
    return found


def _is_own(address: str, domain: str) -> bool:
    return _ADDRESS.fullmatch(address) is not None and address.lower().endswith(f"@{domain}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
