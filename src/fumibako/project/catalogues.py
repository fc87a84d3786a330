"""The catalogues of all apps as one. Django keeps each for itself and looks for a text in one after the other, in a
hundred: what it compares to find those of the same plural forms is never the same."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import trans_real


def join(languages: Iterable[str]) -> None:
    """Of each language. What came first goes before what came later, as ever."""
    for language in languages:
        catalogue: Any = trans_real.translation(language)._catalog  # type: ignore[attr-defined]
        texts, plurals = list[dict[object, str]](), list[Any]()
        for each, plural in zip(reversed(catalogue._catalogs), reversed(catalogue._plurals), strict=True):
            if plurals and plural.__code__ == plurals[-1].__code__:
                texts[-1] |= each
            else:
                texts.append(dict(each))
                plurals.append(plural)
        catalogue._catalogs, catalogue._plurals = texts[::-1], plurals[::-1]
