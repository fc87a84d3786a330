"""Cases of a parametrized test: the long run repeats all of them, a day's run not those named."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import pytest


def cases(cases: Mapping[str, Any] | Iterable[str], *, long: Collection[str]) -> list[Any]:
    """cases: by name, or names that are the cases themselves."""
    named = cases if isinstance(cases, Mapping) else {name: name for name in cases}
    assert named.keys() >= {*long}, "a name that is none of the cases"
    return [pytest.param(case, id=name, marks=pytest.mark.long if name in long else ()) for name, case in named.items()]
