"""Mail addresses and domain names in their stored form: lower case, A-labels (RFC 5890), no quoting.

A subset of RFC 5321 section 4.1.2 that every mail program and every file path can carry. `machine/formats/addresses.py`
reads what people type and returns this form.
"""

import re
import unicodedata

MAX_DOMAIN_LENGTH = 253
# No "-" in front: a program must never take an address for an option (Postfix allow_min_user).
_LOCAL_PART = re.compile(r"(?=.{1,64}\Z)[a-z0-9_][a-z0-9_-]*(?:\.[a-z0-9_-]+)*")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?=.{{1,{MAX_DOMAIN_LENGTH}}}\Z){_LABEL}(?:\.{_LABEL})+")


def is_local_part(text: str) -> bool:
    return _LOCAL_PART.fullmatch(text) is not None


def is_domain(text: str) -> bool:
    if not _DOMAIN.fullmatch(text) or text.rpartition(".")[2].isdigit():
        return False
    return all(_is_readable(label) for label in text.split("."))


def is_address(text: str) -> bool:
    local_part, _, domain = text.rpartition("@")
    return is_local_part(local_part) and is_domain(domain)


def _is_readable(label: str) -> bool:
    """Whether an A-label stands for a U-label in its one spelling (RFC 5890 section 2.3.2.1, RFC 3492), of letters,
    marks and digits (RFC 5892 section 2): no dashes, say, that look like "ー" or "-"."""
    if not label.startswith("xn--"):
        return True
    try:
        name = label[4:].encode().decode("punycode")
        is_canonical = name.encode("punycode").decode() == label[4:]
    except UnicodeError:
        return False
    is_made_of_letters = all(c in "-・" or unicodedata.category(c)[0] in "LMN" for c in name)
    return is_canonical and not name.isascii() and is_made_of_letters and name == name.lower()
