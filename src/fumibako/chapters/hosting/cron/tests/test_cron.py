"""Cron jobs (D16): what can be run, when, and what is left behind."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fumibako.chapters.console.customers.services import add_customer, suspend_customer
from fumibako.chapters.hosting.cron import errors, services
from fumibako.chapters.hosting.cron.jobs import run_cron_jobs
from fumibako.chapters.hosting.cron.models import CronJob
from fumibako.chapters.hosting.cron.rules import MAX_CRON_JOBS, check_path, check_schedule, check_script
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.jobs.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.feature("D16")]
DAILY = {"kind": CronJob.Kind.PHP, "target": "private/daily.php", "schedule": "0 3 * * *"}


@pytest.fixture
def site() -> Site:
    return add_customer(actor=SYSTEM, name="わたし", domain="ours.example").domain.site


def due(site: Site, **changed: str) -> CronJob:
    made = services.add_cron_job(actor=SYSTEM, site=site, **{**DAILY, **changed})
    CronJob.objects.filter(pk=made.pk).update(next_at=timezone.now() - timedelta(minutes=1))
    return made


def started() -> list[list[int]]:
    return [job.arguments["cron_jobs"] for job in Job.objects.filter(kind="cron.run").order_by("pk")]


def test_what_is_due_is_started_once_and_a_site_has_one_job(site: Site) -> None:
    first, second = due(site), due(site, target="htdocs/weekly.php")
    services.add_cron_job(actor=SYSTEM, site=site, **DAILY)
    assert services.start_due(run_cron_jobs) == 1
    assert started() == [[first.pk, second.pk]]
    first.refresh_from_db()
    assert first.next_at and first.next_at > timezone.now()
    assert services.start_due(run_cron_jobs) == 0


def test_what_is_still_at_work_is_not_started_a_second_time_and_its_time_waits(site: Site) -> None:
    made = due(site)
    services.start_due(run_cron_jobs)
    CronJob.objects.update(next_at=timezone.now())
    assert services.start_due(run_cron_jobs) == 0
    Job.objects.all().delete()
    assert services.start_due(run_cron_jobs) == 1
    assert started() == [[made.pk]]


def test_a_suspended_customer_runs_nothing(site: Site) -> None:
    made = due(site)
    suspend_customer(actor=SYSTEM, customer=site.domain.customer)
    site.domain.customer.refresh_from_db()
    assert services.start_due(run_cron_jobs) == 0
    with pytest.raises(errors.Suspended):
        services.start_now(actor=SYSTEM, cron_job=CronJob.objects.get(pk=made.pk), owner="login:1", kind=run_cron_jobs)


def test_one_that_is_off_does_not_run(site: Site) -> None:
    made = due(site)
    services.change_cron_job(actor=SYSTEM, cron_job=made, **DAILY, is_on=False)
    assert services.start_due(run_cron_jobs) == 0


def test_there_is_a_most(site: Site) -> None:
    for _number in range(MAX_CRON_JOBS):
        services.add_cron_job(actor=SYSTEM, site=site, **DAILY)
    with pytest.raises(errors.TooManyCronJobs):
        services.add_cron_job(actor=SYSTEM, site=site, **DAILY)


@pytest.mark.parametrize("target", ["private/日次 処理.php", "/htdocs/wp-cron.php", "htdocs/a/b/c.php"])
def test_a_php_file_of_the_site_is_a_script(target: str) -> None:
    assert check_script(target) == target.removeprefix("/")


@pytest.mark.parametrize(
    "target",
    [
        *(
            "",
            "daily.php",
            "tmp/x.php",
            "private/../x.php",
            "private//x.php",
            "private/./x.php",
            "private/x.sh",
            "htdocs",
        ),
        *("private/x\n.php", "private/x\0.php", "//etc/x.php", "private/.php/", "../private/x.php"),
    ],
)
def test_case_027_nothing_else_is_one(target: str) -> None:
    with pytest.raises(errors.BadScript):
        check_script(target)


@pytest.mark.parametrize("target", ["/wp-cron.php?doing_wp_cron", "/", "/日次/"])
def test_a_path_of_the_site_is_an_address(target: str) -> None:
    assert check_path(target).startswith("/")


@pytest.mark.parametrize("target", ["", "x", "//evil.example/", "http://evil.example/", "/x\r\nHost: y", "/a b"])
def test_case_018_nothing_else_is_one(target: str) -> None:
    try:
        written = check_path(target)
    except errors.BadPath:
        return
    assert written.isascii() and written.isprintable() and " " not in written


@pytest.mark.parametrize(
    ("written", "refusal"),
    [
        ("* * * * *", errors.TooOften),
        ("0 3 * *", errors.NotFiveFields),
        ("61 3 * * *", errors.BadField),
        ("0 0 31 2 *", errors.Never),
        ("0," * 60 + "0 3 * * *", errors.NotFiveFields),
    ],
)
def test_a_schedule_is_checked_in_words(written: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_schedule(written, timezone.localtime())
