"""What the background process does besides the jobs of people: chores each round, and the schedule."""

import logging
from collections.abc import Callable
from datetime import time, timedelta

from django.conf import settings
from django.utils import timezone

from fumibako.chapters.cabinet.scanning import scan_waiting
from fumibako.chapters.cabinet.sweeping import sweep as sweep_cabinet
from fumibako.chapters.console.metrics import alarms
from fumibako.chapters.contract.options.services import end_cancelled
from fumibako.chapters.contract.owner_reset.services import answer_owner_requests
from fumibako.chapters.hosting.backup.jobs import back_up_nightly
from fumibako.chapters.hosting.certificates.jobs import look_after_certificates, look_after_mail_names
from fumibako.chapters.hosting.certificates.own import look_after_own_certificate
from fumibako.chapters.hosting.cron.jobs import start_cron_jobs
from fumibako.chapters.hosting.databases.jobs import take_back_databases
from fumibako.chapters.hosting.dns.jobs import roll_keys
from fumibako.chapters.hosting.ftp import limits as ftp_limits
from fumibako.chapters.hosting.malware.jobs import scan_nightly
from fumibako.chapters.hosting.sender_domains import arriving as sender_reports
from fumibako.chapters.hosting.sender_domains import daily as sender_domains
from fumibako.chapters.hosting.sites.jobs import watch_web_disks
from fumibako.chapters.hosting.statistics import counting as statistics
from fumibako.chapters.identity.audit_log import services as audit_log
from fumibako.chapters.mail.bulk import services as bulk
from fumibako.chapters.mail.delivery_log import services as delivery_log
from fumibako.chapters.mail.disk_quota import services as disk_quota
from fumibako.chapters.mail.login_history.ftp import read_ftp_logins
from fumibako.chapters.mail.mail_restore.jobs import copy_mailboxes
from fumibako.chapters.mail.old_mail.sweeping import sweep_all
from fumibako.chapters.mail.password_reset.services import answer_requests
from fumibako.chapters.mail.sending_limits.asking import learn_pauses
from fumibako.chapters.mail.spam_box.summary import send_all as send_summaries
from fumibako.chapters.webmail.sent_archive import services as sent_archive
from fumibako.chapters.webmail.writing import outbox
from fumibako.groundwork.jobs import services as jobs
from fumibako.groundwork.jobs.kinds import job
from fumibako.groundwork.jobs.running import Run
from fumibako.groundwork.jobs.schedule import Daily, Entry, Every, enqueue_due
from fumibako.groundwork.notices import sending as notices
from fumibako.groundwork.once import services as once
from fumibako.groundwork.one_time import services as one_time
from fumibako.machine.daemons.countries import control as countries
from fumibako.machine.daemons.nginx import control as nginx
from fumibako.machine.daemons.wordpress import control as wordpress
from fumibako.machine.provision.client import AgentDown, AgentRefused

log = logging.getLogger("background")

# Once a day.
FORGETTING: tuple[Callable[[], int], ...] = (
    alarms.forget_old,
    audit_log.forget_old,
    bulk.forget_old,
    delivery_log.forget_old,
    jobs.forget_old,
    notices.forget_old,
    once.forget_old,
    one_time.forget_old,
    sender_domains.remove_retired,
    sent_archive.forget_old,
    sender_domains.forget_reports,
    statistics.forget_old,
)


@job("background.look_for_alarms")
def look_for_alarms(run: Run) -> None:
    alarms.look()


@job("background.recount_mailboxes")
def recount_mailboxes(run: Run) -> None:
    log.info("mailboxes whose use was known wrong: %d", disk_quota.recount_all(run.breathe))


@job("background.end_cancelled_options")
def end_cancelled_options(run: Run) -> None:
    end_cancelled(timezone.localdate())


@job("background.forget_old")
def forget_old(run: Run) -> None:
    for forget in FORGETTING:
        log.info("%s: %d", forget.__module__, forget())


@job("background.delete_old_mail")
def delete_old_mail(run: Run) -> None:
    log.info("old mail deleted: %d", sweep_all(run.breathe))


@job("background.send_spam_summaries")
def send_spam_summaries(run: Run) -> None:
    log.info("spam summaries sent: %d", send_summaries(run.breathe))


@job("background.update_countries")
def update_countries(run: Run) -> None:
    config = settings.FUMIBAKO
    if not config.settings.engines.download_countries:
        return
    try:
        log.info("country data of %s", countries.update(config))
        nginx.use_countries(config)
    except (countries.NotFetched, AgentDown, AgentRefused) as error:
        log.warning("country data later: %s", error)


@job("background.update_wordpress")
def update_wordpress(run: Run) -> None:
    if not settings.FUMIBAKO.settings.engines.download_wordpress:
        return
    try:
        log.info("WordPress %s", wordpress.update(settings.FUMIBAKO))
    except wordpress.NotFetched as error:
        log.warning("WordPress later: %s", error)


@job("background.check_sender_domains")
def check_sender_domains(run: Run) -> None:
    log.info("DKIM keys changed: %d", sender_domains.change_old_keys())
    log.info("sender domains checked: %d", sender_domains.check_all(run.breathe))


@job("background.take_sender_reports")
def take_sender_reports(run: Run) -> None:
    log.info("reports of other servers: %d", sender_reports.take_all(run.breathe))


@job("background.count_visits")
def count_visits(run: Run) -> None:
    log.info("sites with visits today: %d", statistics.count_all(timezone.localdate(), run.breathe))


@job("background.put_logs_aside")
def put_logs_aside(run: Run) -> None:
    yesterday = statistics.put_logs_aside()
    log.info("sites with visits yesterday: %d", statistics.count_all(yesterday, run.breathe))


@job("background.renew_ftp_limits")
def renew_ftp_limits(run: Run) -> None:
    log.info("sites with another limit by FTP: %d", ftp_limits.renew_all(run.breathe))


SCHEDULE = (
    Entry("put_logs_aside", Daily(time(0, 0)), put_logs_aside),
    Entry("count_visits", Every(timedelta(hours=1)), count_visits),
    Entry("watch_web_disks", Every(timedelta(hours=1)), watch_web_disks),
    Entry("renew_ftp_limits", Every(timedelta(hours=1)), renew_ftp_limits),
    Entry("scan_cabinet", Every(timedelta(minutes=1)), scan_waiting),
    Entry("sweep_cabinet", Every(timedelta(minutes=10)), sweep_cabinet),
    Entry("start_cron_jobs", Every(timedelta(minutes=1)), start_cron_jobs),
    Entry("look_for_alarms", Every(timedelta(minutes=1)), look_for_alarms),
    Entry("recount_mailboxes", Daily(time(4, 50)), recount_mailboxes),
    Entry("send_spam_summaries", Every(timedelta(hours=1)), send_spam_summaries),
    Entry("delete_old_mail", Daily(time(2, 20)), delete_old_mail),
    Entry("back_up_nightly", Daily(time(2, 50)), back_up_nightly),
    Entry("check_sender_domains", Daily(time(4, 30)), check_sender_domains),
    Entry("take_sender_reports", Every(timedelta(hours=3)), take_sender_reports),
    Entry("scan_nightly", Daily(time(1, 10)), scan_nightly),
    Entry("copy_mailboxes", Daily(time(2, 40)), copy_mailboxes),
    Entry("take_back_databases", Every(timedelta(hours=1)), take_back_databases),
    Entry("end_cancelled_options", Every(timedelta(minutes=10)), end_cancelled_options),
    Entry("update_wordpress", Daily(time(4, 20)), update_wordpress),
    Entry("update_countries", Daily(time(4, 10)), update_countries),
    Entry("look_after_own_certificate", Every(timedelta(hours=1)), look_after_own_certificate),
    Entry("look_after_mail_names", Every(timedelta(hours=1)), look_after_mail_names),
    Entry("roll_keys", Every(timedelta(hours=1)), roll_keys),
    Entry("look_after_certificates", Daily(time(4, 10)), look_after_certificates),
    Entry("forget_old", Daily(time(3, 40)), forget_old),
)


def enqueue_scheduled() -> int:
    return enqueue_due(SCHEDULE)


def seconds_to_next(most: float) -> float:
    """How long a round may wait, at most."""
    return outbox.seconds_to_next(most)


# Each round, that is when woken and every few seconds; quick where there is nothing to do.
CHORES: tuple[Callable[[], int], ...] = (
    enqueue_scheduled,
    answer_requests,
    answer_owner_requests,
    disk_quota.check_all,
    notices.send_due,
    outbox.send_due,
    delivery_log.read_logs,
    sent_archive.index_new,
    learn_pauses,
    read_ftp_logins,
)
