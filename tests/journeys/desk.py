"""What an operator's desk will do, until it has pages for it, by the box's own models: a domain's mail policies, and
having a nightly run at once.
"""

import os
import subprocess
import sys

from fumibako.machine.daemons import own
from tests.journeys.office import Office

SCRIPT = """\
from fumibako.chapters.mail.{chapter}.models import {model}
from fumibako.groundwork.publish.services import request
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect
domain = Domain.objects.get(name={domain!r})
{model}.objects.update_or_create(domain=domain, defaults={values!r})
request(Aspect.DOMAIN, domain.name)
"""

DUE = """\
from datetime import timedelta
from django.db.models import F
from fumibako.groundwork.jobs.models import ScheduledRun
moved = ScheduledRun.objects.filter(name={name!r}).update(slot=F("slot") - timedelta(days=1))
assert moved == 1
"""


SUMMARY = """\
from fumibako.chapters.mail.spam_box.models import SummaryMail
due = SummaryMail.objects.filter(mailbox__address={address!r})
assert due.update(done_on=None, hour=0) == 1
"""


def summary_now(office: Office, address: str) -> None:
    """The hour of an account's summary mail has come."""
    _shell(office, SUMMARY.format(address=address))
    run_now(office, "send_spam_summaries")


A_MINUTE_OLDER = """\
from datetime import timedelta
from django.db.models import F
from fumibako.chapters.console.metrics.models import Alarm
assert Alarm.objects.filter(key={key!r}, told_at=None).update(began_at=F("began_at") - timedelta(minutes=1))
"""


def a_minute_later(office: Office, alarm: str) -> None:
    """As if that problem had begun a minute earlier."""
    _shell(office, A_MINUTE_OLDER.format(key=alarm))


MAIL_DISK = """\
from fumibako.chapters.contract.plans.models import Contract
assert Contract.objects.filter(customer__domains__name={domain!r}).update(mail_disk_bytes={number}) == 1
"""
A_DAY_OVER = """\
from datetime import timedelta
from django.db.models import F
from fumibako.chapters.mail.disk_quota.models import DiskUse
moved = DiskUse.objects.filter(customer__domains__name={domain!r}, is_over=True)
day, quarter = timedelta(days=1), timedelta(minutes=15)
assert moved.update(over_for=day - quarter, seen_at=F("seen_at") - quarter) == 1
"""


def set_mail_disk(office: Office, domain: str, number: int) -> None:
    """A contract's mail disk, smaller than any plan has it."""
    _shell(office, MAIL_DISK.format(domain=domain, number=number))


def a_day_over(office: Office, domain: str) -> None:
    """As if the contract's mail disk had been over its limit for 24 hours, less the look that comes next."""
    _shell(office, A_DAY_OVER.format(domain=domain))


def run_now(office: Office, name: str) -> None:
    """Let an entry of the schedule have its time now; the background process runs it soon."""
    _shell(office, DUE.format(name=name))


def check_no_viruses_coming_in(office: Office, domain: str) -> None:
    _set(office, "virus", "VirusPolicy", domain, {"incoming": False, "outgoing": True})


def check_no_spam(office: Office, domain: str) -> None:
    _set(office, "spam_policy", "SpamPolicy", domain, {"is_on": False})


def _set(office: Office, chapter: str, model: str, domain: str, values: dict[str, bool]) -> None:
    script = SCRIPT.format(chapter=chapter, model=model, domain=domain, values=values)
    _shell(office, script)
    office.settled(domain)


def _shell(office: Office, script: str) -> None:
    environment = {**os.environ, **own.environment(office.config)}
    command = (sys.executable, "-m", "django", "shell", "-c", script)
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60, umask=0o007)
