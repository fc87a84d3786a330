"""Running cron jobs (D16): each one with the site's own rights, on benches that keep nobody else's job waiting."""

import logging

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fumibako.chapters.hosting.certificates.queries import is_redirected
from fumibako.chapters.hosting.cron import errors
from fumibako.chapters.hosting.cron.models import CronJob
from fumibako.chapters.hosting.cron.services import note_run, start_due
from fumibako.groundwork.jobs.kinds import Bench, job
from fumibako.groundwork.jobs.running import Run
from fumibako.machine.daemons.nginx.control import NotVisited, visit
from fumibako.machine.daemons.sites.control import Ran, Sites
from fumibako.machine.provision.client import AgentDown, AgentRefused

log = logging.getLogger("fumibako.cron")
Outcome = CronJob.Outcome


@job("cron.run", label=gettext_lazy("Cron job"), page="adminmenu:cron", bench=Bench.PROGRAMS)
def run_cron_jobs(run: Run, *, cron_jobs: list[int], site: int = 0) -> None:
    """site: whose, for those by schedule."""
    rows = CronJob.objects.select_related("site__domain__customer")
    for pk in run.remaining(cron_jobs):
        row = rows.filter(pk=pk).first()
        if row is not None and not row.site.domain.customer.is_suspended:
            _run(run, row)
        elif run.job.owner:
            raise errors.Gone
        else:
            with run.step():
                pass


@job("cron.start_due")
def start_cron_jobs(run: Run) -> None:
    started = start_due(run_cron_jobs)
    if started:
        log.info("sites with cron jobs started: %d", started)


def _run(run: Run, row: CronJob) -> None:
    try:
        ran = run.waited_for(lambda: _ran(row), lambda: row.target)
    except (AgentDown, AgentRefused, NotVisited) as error:
        log.warning("%s: %s", row, error)
        outcome, ran = Outcome.NOT_STARTED, Ran(None, "", 0.0)
    else:
        outcome = _outcome(row, ran)
    output = ran.output.replace("\0", "\N{REPLACEMENT CHARACTER}")
    with run.step():
        note_run(cron_job=row, outcome=outcome, code=ran.code, seconds=ran.seconds, output=output)
        if run.job.owner:
            run.note(1, _("Finished") if outcome is Outcome.DONE else _("Failed"), output[:500])


def _ran(row: CronJob) -> Ran:
    domain = row.site.domain.name
    if row.kind == CronJob.Kind.PHP:
        return Sites(settings.FUMIBAKO).run_script(domain, row.target)
    return visit(settings.FUMIBAKO, domain, row.target, by_tls=is_redirected(row.site))


def _outcome(row: CronJob, ran: Ran) -> CronJob.Outcome:
    if ran.code is None:
        return Outcome.LATE
    is_done = ran.code == 0 if row.kind == CronJob.Kind.PHP else ran.code < 400
    return Outcome.DONE if is_done else Outcome.FAILED
