"""A request behind the console's gate."""

from django.http import HttpRequest

from fumibako.chapters.identity.models import Operator
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.ui.shell import Shell


class OperatorRequest(HttpRequest):
    operator: Operator
    actor: Actor
    shell: Shell
