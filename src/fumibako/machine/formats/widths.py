"""Half and full width: Japanese input methods write both, and people take them for the same letters."""

import re
import unicodedata

# Between letters and digits these are what an input method made of "-", and NFKC leaves them. Beside kana or kanji
# they stay, above all "ー", which is part of the word there: another letter would be another domain.
_HYPHENS = re.compile(r"(?<![^\x00-\x7f])[ー−‐‑–—―]+(?![^\x00-\x7f])")
_WIDE = {code: code + 0xFEE0 for code in range(ord("!"), ord("~") + 1)}
# Half-width kana by what NFKC makes of them; voiced ones are two characters, as in NFD.
_HALF_KANA = {ord(unicodedata.normalize("NFKC", half)): half for half in map(chr, range(0xFF61, 0xFFA0))}


def half_width(text: str) -> str:
    """Return text with letters, digits and signs in half width, and kana in full width."""
    return _HYPHENS.sub(lambda found: "-" * len(found[0]), unicodedata.normalize("NFKC", text))


def widths(text: str) -> frozenset[str]:
    """Return the ways in which somebody may have written text: as it is, and in either width."""
    half = half_width(text)
    wide = half.translate(_WIDE)
    half_kana = unicodedata.normalize("NFD", half).translate(_HALF_KANA)
    return frozenset((text, half, wide.upper(), wide.lower(), half_kana))
