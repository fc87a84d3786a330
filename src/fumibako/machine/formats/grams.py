"""How text becomes tokens: every two neighbouring characters are one, so that a phrase of tokens is a substring."""

import re
import unicodedata
from email.message import Message
from itertools import islice, pairwise

SPACE = "\u2581"  # a run of white space, as a character that can be part of a token
PRESENT = "\u2582"  # "this field is there at all", for SEARCH HEADER Subject ""
_PRINTABLE = "".join(chr(number) for number in range(33, 127) if not chr(number).isalnum()).replace("'", "''")
TOKENIZER = f"""tokenize="ascii tokenchars '{_PRINTABLE.replace('"', '""')}'" """
"""For SQLite's FTS5: only blanks separate tokens."""
_WIDE = "\u3001-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BLANK = re.compile(r"[\s\x00-\x20\x7f]+")
_GAP = re.compile(rf"(?<=[{_WIDE}])[^\S\n]+(?=[{_WIDE}])")
_WRAPPED = re.compile(rf"(?m)^([^\n]{{30,}}[{_WIDE}])[ \t]*\n(?=[{_WIDE}])")
_RULER = re.compile(r"([^\w\s])\1{4,}")
_FORMS = str.maketrans("髙﨑塚德濵濱邊邉齋齊澤國", "高崎塚徳浜浜辺辺斎斉沢国")
LONGEST_FIELD, MOST_FIELDS = 2000, 200  # what takes them apart is quadratic on a quoted value full of ";"
_PARAMETERS = re.compile(r"(?im)^content-(?:disposition|type): .*\*.*$")


def normal(text: str) -> str:
    """Case, width, compatibility forms and variants of names folded; white space is a space, and none inside Japanese.

    So 山田太郎 finds 山田 太郎, and 株式会社 finds the one that a program broke over two long lines. The end of a short
    line stays a space: 東京 above 大阪 does not contain 京大. Ruled lines are cut to four characters: they are in every
    signature, and each place costs.
    """
    text = _RULER.sub(r"\1\1\1\1", text)
    if text.isascii():
        return _BLANK.sub(" ", text.lower())
    folded = unicodedata.normalize("NFKC", text.replace("\r", "")).casefold().translate(_FORMS)
    return _BLANK.sub(" ", _GAP.sub("", _WRAPPED.sub(r"\1", folded)))


def framed(text: str) -> str:
    """As it is stored: a space before and after, so that its last character is in a token, too."""
    return f"{SPACE}{normal(text).strip().replace(' ', SPACE)}{SPACE}"


def tokens(text: str) -> str:
    """Every two neighbours of a framed text, in order."""
    return " ".join(map("".join, pairwise(text)))


def wanted(query: str) -> list[str]:
    """What a stored text must have side by side; the character alone for a query of one."""
    text = normal(query).replace(" ", SPACE)
    return [text] if len(text) < 2 else ["".join(pair) for pair in pairwise(text)]


def attachment_names(headers: str) -> str:
    """Names as RFC 2231 writes them (filename*0*=UTF-8''%E8…), which Dovecot hands over as they are."""
    found = []
    fields = (field[0] for field in _PARAMETERS.finditer(headers))
    for line in islice((each for each in fields if len(each) <= LONGEST_FIELD), MOST_FIELDS):
        part = Message()
        part["Content-Disposition"] = line.split(":", 1)[1].strip()
        for key in ("filename", "name"):
            value = part.get_param(key, header="content-disposition")
            if isinstance(value, tuple):
                try:
                    found.append(value[2].encode("latin-1", "replace").decode(value[0] or "utf-8", "replace"))
                except LookupError:
                    continue
    return "\n".join(found)
