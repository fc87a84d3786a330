from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.jobs.services import unfinished

NAME = "demo.fill"


def filling_job() -> Job | None:
    """None: nothing is being made, or not any more."""
    return unfinished().filter(kind=NAME).first()
