"""The mix of mails: 60 % text of 4 kB, 33 % with an attachment of 60 kB, 7 % of 1 MB. No two are alike."""

import base64
import random
from collections.abc import Sequence

_TEXT = """meeting invoice tokyo please confirm attached schedule regards delivery price order ship next week
project team office monday thanks for your question about the contract we will answer by friday"""
_WORDS = _TEXT.split()
_MIX = ("text",) * 60 + ("attachment",) * 33 + ("large",) * 7
_ATTACHED_BYTES = {"attachment": 42_000, "large": 750_000}  # before base64


def mix(number: int, chance: random.Random) -> Sequence[bytes]:
    """Return that many mails, in shuffled order, with the mix's proportions."""
    kinds = [_MIX[n * len(_MIX) // number] for n in range(number)]
    chance.shuffle(kinds)
    return [_mail(kind, chance) for kind in kinds]


def _mail(kind: str, chance: random.Random) -> bytes:
    number = chance.randrange(10**12)
    head = (
        "From: Alice <alice@out.example>\r\nTo: office@bench.example\r\n"
        f"Subject: order {number} {_line(chance, 3)}\r\nMessage-ID: <{number}@out.example>\r\n"
        "Date: Mon, 23 Nov 2026 18:00:00 +0900\r\nMIME-Version: 1.0\r\n"
    )
    plain = "Content-Type: text/plain; charset=us-ascii\r\n\r\n" + _text(chance, 3700)
    if kind == "text":
        return (head + plain).encode()
    attached = base64.encodebytes(chance.randbytes(_ATTACHED_BYTES[kind])).decode().replace("\n", "\r\n")
    return (
        f'{head}Content-Type: multipart/mixed; boundary="b{number}"\r\n\r\n--b{number}\r\n{plain}\r\n--b{number}\r\n'
        'Content-Type: application/octet-stream; name="a.bin"\r\nContent-Transfer-Encoding: base64\r\n'
        f'Content-Disposition: attachment; filename="a.bin"\r\n\r\n{attached}--b{number}--\r\n'
    ).encode()


def _text(chance: random.Random, size: int) -> str:
    lines: list[str] = []
    while sum(map(len, lines)) < size:
        lines.append(_line(chance, 11))
    return "".join(f"{line}\r\n" for line in lines)


def _line(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words))
