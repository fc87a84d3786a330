"""Names of people and companies: what may stand in one, behind every door."""

import unicodedata

# Controls, ends of lines and paragraphs, half surrogate pairs, private use (外字, which other machines show as an empty
# box), and format characters, which turn or hide what is read. `str.isprintable` is no judge: it objects to U+3000,
# with which Japanese names are written.
_REFUSED = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"  # format characters that spelling needs: ZWNJ, ZWJ


def is_name(text: str, *, most: int) -> bool:
    """Whether text is one line of at most that many characters, all of them to be seen."""
    return len(text) <= most and all(c in _JOINERS or unicodedata.category(c) not in _REFUSED for c in text)
