"""Which characters are seen where they stand: the test that names and the wordings of mails share."""

import unicodedata

# Controls, ends of lines and paragraphs, half surrogate pairs, private use (外字, which other machines show as an empty
# box), and format characters, which turn or hide what is read. `str.isprintable` is no judge: it objects to U+3000,
# with which Japanese is written.
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"  # format characters that spelling needs: ZWNJ, ZWJ


def is_visible(character: str) -> bool:
    return character in _JOINERS or unicodedata.category(character) not in _HIDDEN
