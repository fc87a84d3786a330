"""A job's pages, for whoever it belongs to: the gate (faces/jobs) has found it."""

from datetime import timedelta

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.jobs import files, queries, services
from fumibako.groundwork.jobs.kinds import JobKind
from fumibako.groundwork.jobs.models import Job


class JobRequest(HttpRequest):
    """What the gate has put on it."""

    actor: Actor
    job: Job
    kind: JobKind


@require_GET
def show(request: JobRequest, job: str) -> HttpResponse:
    """How far it is; where it has ended, what came of it."""
    row = request.job
    refused = queries.refused_lines(row)
    context = {
        "job": row,
        "kind": request.kind,
        "minutes": _minutes(queries.remaining_time(row, timezone.now())),
        "outcomes": queries.outcomes(row),
        "refused": refused[: queries.SHOWN_LINES],
        "refused_number": refused.count(),
        "has_result": row.result_name != "" and files.exists(str(row.pk)),
        "kept_until": row.ended_at + services.KEPT if row.ended_at else None,
    }
    return render(request, "jobs/job.html", context)


@require_http_methods(["GET", "POST"])
def cancel(request: JobRequest, job: str) -> HttpResponse:
    if request.method == "POST" or request.job.has_ended:
        services.cancel(actor=request.actor, job=request.job, undo=request.kind.undo)
        return redirect("jobs:job", job)
    return render(request, "jobs/cancel.html", {"job": request.job, "kind": request.kind})


@require_GET
def result(request: JobRequest, job: str) -> HttpResponseBase:
    """The file, which nginx sends from where it was cut; back to the job's page where there is none, or not any
    more."""
    content = files.opened(str(request.job.pk)) if request.job.result_name else None
    if content is None:
        return redirect("jobs:job", job)
    answer = FileResponse(content, as_attachment=True, filename=request.job.result_name)
    answer.headers["ETag"] = files.mark_of(content)
    return answer


def _minutes(remaining: timedelta | None) -> int:
    """Whole minutes, 1 for less; 0 where it is unknown."""
    return -(-remaining // timedelta(minutes=1)) if remaining else 0
