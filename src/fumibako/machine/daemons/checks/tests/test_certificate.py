"""What the certificate in use is judged by: its end and its name (E6)."""

from datetime import UTC, datetime, timedelta

import pytest

from fumibako.machine.daemons.checks.certificate import judge
from fumibako.machine.provision.service import Condition
from fumibako.machine.system.tls import Certificate

pytestmark = pytest.mark.feature("E6")
NOW = datetime(2027, 1, 31, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "is_for_host", "condition", "code"),
    [
        (90, True, Condition.OK, ""),
        (90, False, Condition.WARNING, "other-name"),
        (20, True, Condition.WARNING, "expires"),
        (-1, True, Condition.WARNING, "expired"),
        (-1, False, Condition.WARNING, "expired"),
    ],
)
def test_a_certificate_is_judged(days: int, is_for_host: bool, condition: Condition, code: str) -> None:
    health = judge(Certificate(NOW + timedelta(days=days), is_for_host), "mail.sample.example", NOW)
    assert (health.condition, health.code) == (condition, code)
