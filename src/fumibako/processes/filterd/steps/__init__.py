"""The steps: each one checks one thing, given the message, the domain's policy and the context."""

from collections.abc import Awaitable, Callable

from fumibako.machine.formats.filter_policy import FilterPolicy
from fumibako.processes.filterd.context import Context
from fumibako.processes.filterd.message import Message
from fumibako.processes.filterd.verdict import Verdict

Step = Callable[[Message, FilterPolicy, Context], Awaitable[Verdict]]
