"""The levels of the web disk on the administrator's home (D1)."""

import pytest

from fumibako.chapters.hosting.sites.alerts import alert_of
from fumibako.groundwork.ui.alerts import Tone

pytestmark = pytest.mark.feature("D1")
GIGABYTE = 1 << 30


@pytest.mark.parametrize(
    ("used", "tone"),
    [
        (0, None),
        (799, None),
        (800, Tone.INFO),
        (899, Tone.INFO),
        (900, Tone.WARN),
        (999, Tone.WARN),
        (1000, Tone.DANGER),
        (5000, Tone.DANGER),
    ],
)
def test_the_web_disk_is_told_at_80_and_90_percent_and_when_it_is_full(used: int, tone: Tone | None) -> None:
    found = alert_of(used * GIGABYTE, 1000 * GIGABYTE)
    assert (found.tone if found else None) == tone
