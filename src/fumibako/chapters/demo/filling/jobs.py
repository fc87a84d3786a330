"""The job that fills the demo, step by step: cut short, it goes on where it was."""

import json
import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import InterfaceError, OperationalError

from fumibako.chapters.demo.filling.made import Made
from fumibako.chapters.demo.filling.patience import NotThere
from fumibako.chapters.demo.filling.queries import NAME
from fumibako.chapters.demo.filling.steps import steps
from fumibako.groundwork.jobs import files
from fumibako.groundwork.jobs.kinds import job
from fumibako.groundwork.jobs.running import GaveWay, LeaseLost, Run
from fumibako.groundwork.rules import Refused

log = logging.getLogger("fumibako.demo")


@job(NAME, is_interactive=True)
def fill(run: Run, *, stored: str) -> None:
    """Somebody waits for it, and while it waits for a daemon it shall not begin to wait again, as a job that gives way
    does. stored: the file of the demo's logins. It has passwords, so it goes with the job."""
    content = files.read(stored)
    if content is None:
        return
    try:
        _fill(run, json.loads(content))
    except (GaveWay, LeaseLost, OperationalError, InterfaceError):
        raise  # it goes on, with these logins
    except BaseException:
        files.remove(stored)
        raise
    files.remove(stored)


def _fill(run: Run, logins: dict[str, Any]) -> None:
    """What somebody who is trying the box has deleted meanwhile, or made in another way, is left out."""
    made = Made(settings.FUMIBAKO, logins, run.job.created_at, run.breathe)
    for step in run.remaining(steps()):
        try:
            if not step.is_rows:
                step.act(made)
            with run.step(step.name):
                if step.is_rows:
                    step.act(made)
        except (Refused, ObjectDoesNotExist, NotThere) as left_out:
            log.warning("%s left out: %s", step.name, left_out)
            with run.step(step.name):
                pass
