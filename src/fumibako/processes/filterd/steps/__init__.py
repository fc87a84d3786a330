"""One question each: what may this mail do? A step gets the mail, the domain's policy, the equipment."""

from collections.abc import Awaitable, Callable

from fumibako.machine.formats.filter_policy import FilterPolicy
from fumibako.processes.filterd.equipment import Equipment
from fumibako.processes.filterd.mail import Mail
from fumibako.processes.filterd.verdict import Verdict

Step = Callable[[Mail, FilterPolicy, Equipment], Awaitable[Verdict]]
