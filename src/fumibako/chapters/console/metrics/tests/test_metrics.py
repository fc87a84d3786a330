"""Figures: for programs that may read them, as charts, and alarms with their end."""

import json
from datetime import UTC, datetime, timedelta
from email import message_from_string
from email.policy import SMTP
from typing import Any

import pytest
from django.utils import timezone

from fumibako.chapters.console.health.report import Report
from fumibako.chapters.console.metrics import alarms, exposition, services, views
from fumibako.chapters.console.metrics.errors import BadAlarmAddress, BadNetwork, TooManyNetworks
from fumibako.chapters.console.metrics.figures import Figure, drawn, figures
from fumibako.chapters.console.metrics.models import Access, Alarm, Sample
from fumibako.chapters.mail.delivery_log.models import Delivery, Mail
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.notices.models import OutgoingNotice
from fumibako.groundwork.ui.charts import drawing
from fumibako.machine.daemons.postfix.control import Counted, Queue
from fumibako.machine.provision.client import AgentDown
from tests.contracts.conftest import empty_cache, ours
from tests.contracts.people import Office, browser, member, operator

__all__ = ["empty_cache", "ours"]
pytestmark = [pytest.mark.django_db, pytest.mark.feature("E7")]
NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Queue, "counted", lambda self: Counted({"deferred": 3, "active": 1}, NOW.timestamp() - 90))


def test_figures_are_written_as_prometheus_reads_them() -> None:
    found = [
        Figure("b", "Bees.", 2, {"kind": 'quoted "x"\\\n'}),
        Figure("a", "Ays.", 1.5),
        Figure("b", "Bees.", True, {"kind": "y"}),
    ]
    assert exposition.written(found) == (
        "# HELP a Ays.\n# TYPE a gauge\na 1.5\n"
        '# HELP b Bees.\n# TYPE b gauge\nb{kind="quoted \\"x\\"\\\\\\n"} 2\nb{kind="y"} 1\n'
    )


def test_only_who_shows_the_token_reads_them(ours: Office) -> None:
    assert browser().get("/metrics").status_code == 403
    token = services.issue_token(actor=SYSTEM)
    assert token not in str(list(Access.objects.values())) + str(list(Entry.objects.values()))
    for proof in ("", f"Basic {token}", f"Bearer {token}x", "Bearer", f"Bearer {'x' * 1000}"):
        assert browser().get("/metrics", headers={"authorization": proof}).status_code == 403, proof
    for client in (member(ours.made.administrator), operator()):
        assert client.get("/metrics").status_code == 403
    answer = browser().get("/metrics", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    text = answer.content.decode()
    assert "fumibako_accounts 2\n" in text and 'fumibako_queue_mails{queue="deferred"} 3\n' in text
    services.issue_token(actor=SYSTEM)
    assert browser().get("/metrics", headers={"authorization": f"Bearer {token}"}).status_code == 403


@pytest.mark.parametrize(
    ("remote", "may"),
    [
        ("192.0.2.77", True),
        ("192.0.3.1", False),
        ("2001:db8::7", True),
        ("2001:db9::7", False),
        ("", False),
        ("x", False),
    ],
)
def test_listed_networks_need_no_token(remote: str, may: bool) -> None:
    services.set_access(actor=SYSTEM, networks="192.0.2.10/24, 2001:db8::/64", alarm_address="")
    assert browser().get("/metrics", headers={"x-real-ip": remote}).status_code == (200 if may else 403)


@pytest.mark.parametrize(
    ("networks", "address", "refusal"),
    [
        ("everywhere", "", BadNetwork),
        (" ".join(f"192.0.2.{last}" for last in range(11)), "", TooManyNetworks),
        ("", "a@b.example\nBcc: c@d.example", BadAlarmAddress),
    ],
)
def test_what_is_no_network_or_address_is_refused(networks: str, address: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        services.set_access(actor=SYSTEM, networks=networks, alarm_address=address)
    assert not Access.objects.exists()


def test_what_cannot_be_asked_now_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(queue: Queue) -> Counted:
        raise AgentDown

    monkeypatch.setattr(Queue, "counted", away)
    names = {figure.name for figure in figures(Report(None, is_old=True, lines=()), NOW)}
    assert "fumibako_customers" in names and "fumibako_queue_mails" not in names


def sampled(*minutes_and_values: tuple[int, float]) -> list[tuple[datetime, float]]:
    return [(NOW + minutes * MINUTE, value) for minutes, value in minutes_and_values]


def test_a_chart_breaks_where_nothing_was_measured() -> None:
    chart = drawing(sampled((0, 1), (1, 2), (2, 1), (600, 4), (601, 4)), NOW, NOW + timedelta(days=1))
    assert chart is not None and len(chart.lines) == 2
    assert [tick.value for tick in chart.heights] == [0, 2.5, 5]
    assert chart.lines[0].startswith("64.0,") and chart.latest == 4


@pytest.mark.parametrize(
    ("highest", "unit", "top"),
    [(1.5 * 1024**3, "bytes", 2 * 1024**3), (700, "seconds", 1200), (9000, "seconds", 18000)],
)
def test_a_chart_counts_as_people_do(highest: float, unit: str, top: float) -> None:
    chart = drawing(sampled((0, highest)), NOW, NOW + MINUTE, unit)
    assert chart is not None and chart.heights[-1].value == top


def test_a_chart_loses_no_peak_among_many_samples() -> None:
    values = [(minute, 100.0 if minute == 777 else 1.0) for minute in range(1440)]
    chart = drawing(sampled(*values), NOW, NOW + timedelta(days=1))
    assert chart is not None and any(",8.0" in line for line in chart.lines)
    assert max(row.most for row in chart.rows) == 100 and len(chart.rows) == 24
    assert chart.rows[0].begins_at > chart.rows[-1].begins_at
    assert drawing([], NOW, NOW + MINUTE) is None


def test_the_page_draws_what_was_measured() -> None:
    desk = operator()
    assert "<polyline" not in desk.get("/console/metrics/").content.decode()
    now = timezone.now()
    Sample.objects.bulk_create(Sample(name="accounts", at=now - n * MINUTE, value=n) for n in range(5))
    Sample.objects.create(name="queue_mails", at=now - timedelta(days=3), value=7)
    page = desk.get("/console/metrics/").content.decode()
    assert page.count("<polyline") == 1
    assert desk.get("/console/metrics/?days=7").content.decode().count("<polyline") == 2
    assert desk.get("/console/metrics/?days=nonsense").status_code == 200


def mails() -> list[Any]:
    return [message_from_string(row.content, policy=SMTP) for row in OutgoingNotice.objects.order_by("pk")]


@pytest.fixture
def told() -> None:
    services.set_access(actor=SYSTEM, networks="", alarm_address="alarm@out.example")


@pytest.mark.usefixtures("told")
def test_an_alarm_is_mailed_once_and_so_is_its_end() -> None:
    for minute in range(4):
        alarms.settle({"service postfix": "メール配送（postfix）: 停止"}, NOW + minute * MINUTE)
    (raised,) = mails()
    assert "メール配送" in raised.get_content() and "2026年11月27日（金）21:00" in raised.get_content()
    for minute in range(4, 7):
        alarms.settle({}, NOW + minute * MINUTE)
    _, ended = mails()
    assert "メール配送" in ended.get_content() and "2026年11月27日（金）21:04" in ended.get_content()
    assert Alarm.objects.get().ended_at == NOW + 4 * MINUTE


@pytest.mark.usefixtures("told")
def test_what_heals_within_a_minute_wakes_nobody() -> None:
    alarms.settle({"service clamd": "x"}, NOW)
    alarms.settle({}, NOW + MINUTE)
    alarms.settle({"service clamd": "x"}, NOW + 2 * MINUTE)
    assert not mails() and Alarm.objects.get().began_at == NOW + 2 * MINUTE


@pytest.mark.usefixtures("told")
def test_a_problem_that_comes_again_is_another_alarm() -> None:
    for minute, found in enumerate(({"a": "x"}, {"a": "x"}, {}, {"a": "x"}, {"a": "x"})):
        alarms.settle(found, NOW + minute * MINUTE)
    assert len(mails()) == 3 and Alarm.objects.count() == 2


def test_without_an_address_alarms_stand_on_the_page_alone() -> None:
    for minute in range(2):
        alarms.settle({"a": "<b>x</b>"}, NOW + minute * MINUTE)
    assert not mails()
    assert "&lt;b&gt;x&lt;/b&gt;" in operator().get("/console/metrics/").content.decode()


@pytest.mark.usefixtures("told")
def test_a_look_notes_figures_and_finds_what_is_down(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = tmp_path / "health.json"
    services_seen = {"postfix": {"condition": "down"}, "dovecot": {"condition": "ok"}}
    seen.write_text(json.dumps({"at": timezone.now().isoformat(), "services": services_seen}))
    monkeypatch.setattr(type(views.settings.FUMIBAKO), "health_file", property(lambda self: seen))
    monkeypatch.setattr(Queue, "counted", lambda self: Counted({"deferred": 3}, timezone.now().timestamp() - 5 * 3600))
    assert alarms.look() == 2
    assert set(Alarm.objects.values_list("key", flat=True)) == {"service postfix", "queue"}
    assert Sample.objects.get(name="queue_mails").value == 3 and Sample.objects.get(name="services_down").value == 1
    Sample.objects.update(at=timezone.now() - alarms.KEPT)
    assert alarms.forget_old() and not Sample.objects.exists()


def test_deliveries_of_the_last_hour_are_counted(ours: Office) -> None:
    mail = Mail.objects.create(queue_id="q", received_at=NOW)
    for number, (state, minutes) in enumerate((("sent", 5), ("sent", 90), ("refused", 1), ("handed_on", 1))):
        Delivery.objects.create(mail=mail, recipient=f"{number}@x.example", state=state, at=NOW - minutes * MINUTE)
    found = figures(Report(None, is_old=False, lines=()), NOW)
    counted = {f.labels["state"]: f.value for f in found if f.name == "fumibako_deliveries_last_hour"}
    assert counted == {"queued": 0, "waiting": 0, "sent": 1, "dropped": 0, "failed": 0, "refused": 1}
    assert (drawn(found)["deliveries_sent"], drawn(found)["deliveries_failed"]) == (1, 1)


@pytest.mark.parametrize(
    ("values", "keys"),
    [
        ({"queue_oldest_seconds": 2.5 * 3600}, ["queue"]),
        ({"queue_oldest_seconds": 1.5 * 3600, "queue_mails": 500}, []),
        ({"queue_mails": 501, "deliveries_failed": 101}, ["queue size", "failed"]),
        ({"disk_free_bytes": 9.9 * 1024**3}, ["disk space"]),
        ({"disk_free_bytes": 10 * 1024**3}, []),
        ({}, []),
    ],
)
def test_an_alarm_is_what_is_beyond_the_operators_threshold(values: dict[str, float], keys: list[str]) -> None:
    services.set_thresholds(actor=SYSTEM, oldest_hours=2, queue_mails=500, failed_mails=100, free_gigabytes=10)
    found = alarms.problems(Report(None, is_old=False, lines=()), values, alarms.thresholds_now())
    assert [*found] == keys


def test_a_threshold_of_0_is_no_alarm() -> None:
    services.set_thresholds(actor=SYSTEM, oldest_hours=0, queue_mails=0, failed_mails=0, free_gigabytes=0)
    beyond = {"queue_oldest_seconds": 1e9, "queue_mails": 1e9, "deliveries_failed": 1e9, "disk_free_bytes": 0}
    assert alarms.problems(Report(None, is_old=False, lines=()), beyond, alarms.thresholds_now()) == {}


def test_the_operator_sets_thresholds_on_the_page() -> None:
    desk, where = operator(), "/console/metrics/thresholds/"
    typed = {"oldest_hours": "６", "queue_mails": "1,000", "failed_mails": "0", "free_gigabytes": "20"}
    assert desk.post(where, typed).status_code == 302
    now = alarms.thresholds_now()
    assert (now.oldest_hours, now.queue_mails, now.failed_mails, now.free_gigabytes) == (6, 1000, 0, 20)
    assert desk.post(where, {**typed, "oldest_hours": "121"}).status_code == 422
