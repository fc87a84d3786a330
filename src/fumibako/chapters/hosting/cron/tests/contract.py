from fumibako.chapters.hosting.cron import services
from fumibako.chapters.hosting.cron.jobs import run_cron_jobs
from fumibako.chapters.hosting.cron.models import CronJob
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office


def _cron_job(office: Office) -> CronJob:
    site = office.made.domain.site
    given = {"kind": CronJob.Kind.PHP, "target": "private/daily.php", "schedule": "0 3 * * *"}
    return site.cron_jobs.first() or services.add_cron_job(actor=PERSON, site=site, **given)


CONTRACT = Contract(
    uses={
        services.add_cron_job: _cron_job,
        services.change_cron_job: lambda o: services.change_cron_job(
            actor=PERSON,
            cron_job=_cron_job(o),
            kind=CronJob.Kind.URL,
            target="/daily.php",
            schedule="*/15 * * * *",
            is_on=False,
        ),
        services.delete_cron_job: lambda o: services.delete_cron_job(actor=PERSON, cron_job=_cron_job(o)),
        services.start_now: lambda o: services.start_now(
            actor=PERSON, cron_job=_cron_job(o), owner="", kind=run_cron_jobs
        ),
    },
    values=lambda office: {"cron_job": str(_cron_job(office).pk)},
    nobodys={"cron_job": "999999"},
    posted_only=("adminmenu:start_cron_job",),
    answers=(
        Answer(
            "/admin/web/cron/add/",
            {"kind": "php", "target": "../x.php", "often": "own", "schedule": "* * *"},
            422,
        ),
        Answer("/admin/web/cron/add/", {"kind": "url", "target": "/{new}", "often": "day", "at": "04:10"}, 200),
    ),
)
