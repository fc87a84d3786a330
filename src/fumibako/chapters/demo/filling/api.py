"""How far the demo is, for `fumibako status`."""

from fumibako.chapters.demo.filling.queries import filling_job
from fumibako.groundwork.programs import Facts, ProgramRequest


class FillingFacts(Facts):
    """done of total steps; is_filling: whether more are to come."""

    is_filling: bool
    done: int
    total: int


def show(request: ProgramRequest) -> FillingFacts:
    """How far the demo's customers, mails and sites are."""
    job = filling_job()
    return FillingFacts(is_filling=job is not None, done=job.done if job else 0, total=job.total if job else 0)
