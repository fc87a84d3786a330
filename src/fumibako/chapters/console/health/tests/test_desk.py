"""The console's first page tells what was measured last."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fumibako.chapters.console.metrics.models import Sample
from fumibako.chapters.console.metrics.queries import latest
from tests.contracts.people import operator

pytestmark = [pytest.mark.django_db, pytest.mark.feature("E6")]


def test_what_was_measured_last_stands_there_and_nothing_old() -> None:
    now = timezone.now()
    for name, minutes, value in (
        ("queue_mails", 2, 99.0),
        ("queue_mails", 1, 14.0),
        ("queue_oldest_seconds", 1, 190.0),
        ("disk_free_bytes", 6, 5e9),
    ):
        Sample.objects.create(name=name, at=now - timedelta(minutes=minutes), value=value)
    found = latest(now, "queue_oldest_seconds", "queue_mails", "disk_free_bytes")
    assert [(each.value, each.unit) for each in found] == [(3, "seconds"), (14, "")]
    page = operator().get("/console/").content.decode()
    assert "<dd>14</dd>" in page and "3分" in page and "<dd>99</dd>" not in page
