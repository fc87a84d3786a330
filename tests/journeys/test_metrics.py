"""Figures and alarms (E7): read by a token through nginx; a threshold that is passed is mailed, and so is its end."""

import contextlib
import email
import email.policy
import re
import sqlite3
from typing import Any

import pytest

from tests.journeys import desk
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("E7")]
LITTLE_SPACE = "disk space"


def has_mail(programs: MailPrograms, reader: Person, subject: str) -> bool:
    """About the disk: another alarm may be on at the same time."""
    found = (email.message_from_bytes(each, policy=email.policy.default) for each in programs.all_in(reader))
    return any(subject in m["Subject"] and "GB" in m.get_content() for m in found)  # type: ignore[attr-defined]


def is_noted(office: Office) -> bool:
    with contextlib.closing(sqlite3.connect(office.config.database_file)) as database:
        query = "SELECT count(*) FROM metrics_alarm WHERE key = ? AND ended_at IS NULL"
        return bool(database.execute(query, (LITTLE_SPACE,)).fetchone()[0])


def test_a_token_reads_the_figures_and_an_alarm_is_mailed_with_its_end(
    programs: MailPrograms, office: Office, demo: dict[str, Any], suzuki: Person
) -> None:
    operator = Browser(programs, office.config.hostname)
    operator.log_in_as_operator(demo["operator"]["login"], demo["operator"]["password"])
    access = operator.get("/console/metrics/access/")
    shown = operator.submit(access, "/token/", {}).text
    found = re.search(r'id="token">([^<]+)<', shown)
    assert found, shown
    prometheus = Browser(programs, office.config.hostname)
    assert prometheus.get("/metrics").status == 403
    prometheus.claim({"Authorization": f"Bearer {found[1]}"})
    figures = prometheus.get("/metrics").text
    assert re.search(r'^fumibako_service_up\{service="postfix"\} 1', figures, re.MULTILINE), figures

    assert operator.submit(access, "/access/", {"alarm_address": suzuki.address}).status == 200
    allow(operator, "100000")
    desk.run_now(office, "look_for_alarms")
    until(lambda: is_noted(office), 60)
    desk.a_minute_later(office, LITTLE_SPACE)
    desk.run_now(office, "look_for_alarms")
    until(lambda: has_mail(programs, suzuki, "警報"), 60)
    allow(operator, "0")
    desk.run_now(office, "look_for_alarms")
    until(lambda: has_mail(programs, suzuki, "解消"), 60)
    operator.submit(operator.get("/console/metrics/access/"), "/access/", {"alarm_address": ""})


def allow(operator: Browser, gigabytes: str) -> None:
    page = operator.get("/console/metrics/thresholds/")
    assert operator.submit(page, "/thresholds/", {"free_gigabytes": gigabytes}).status == 200
