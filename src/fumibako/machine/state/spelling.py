"""One name in the forms that Unicode has for its letters: Macs write accents and voiced kana as two of them."""

import re
import unicodedata
from typing import Literal

_COMPATIBILITY = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")


def composed(text: str) -> str:
    """In Unicode's NFC, but for compatibility kanji: a folder whose name has 塚 as U+FA10 is another than with U+585A,
    which NFC makes of it."""
    return formed("NFC", text)


def formed(form: Literal["NFC", "NFD"], text: str) -> str:
    parts = _COMPATIBILITY.split(text)  # every second one is such kanji
    return "".join(part if at % 2 else unicodedata.normalize(form, part) for at, part in enumerate(parts))
