"""A request behind the console's gate."""

from django.http import HttpRequest

from fumibako.chapters.console.operators.models import Operator
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.features import Allows
from fumibako.groundwork.ui.shell import Shell


class OperatorRequest(HttpRequest):
    operator: Operator
    actor: Actor
    shell: Shell
    allows: Allows
