"""filterd with a bug built in, for tests of the poison rule: python -m …tests.buggy --state DIR.

A message with "X-Bug: crash", "X-Bug: raise" or "X-Bug: hang" makes it die, raise or hang, unless the file at
FUMIBAKO_BUG_IS_FIXED exists.
"""

import asyncio
import os
import signal
from pathlib import Path

from fumibako.machine.formats.filter_policy import FilterPolicy
from fumibako.processes.filterd import __main__ as filterd
from fumibako.processes.filterd import journey
from fumibako.processes.filterd.context import Context
from fumibako.processes.filterd.message import Message
from fumibako.processes.filterd.verdict import Pass, Verdict


async def bug(message: Message, policy: FilterPolicy, context: Context) -> Verdict:
    if not Path(os.environ["FUMIBAKO_BUG_IS_FIXED"]).exists():
        match [value.strip() for value in message.fields("X-Bug")]:
            case [b"crash"]:
                os.kill(os.getpid(), signal.SIGKILL)
            case [b"raise"]:
                raise ZeroDivisionError("the mail's own words")
            case [b"hang"]:
                await asyncio.Event().wait()
    return Pass()


if __name__ == "__main__":
    journey.STEPS_SECONDS = 1
    journey.INCOMING = (bug, *journey.INCOMING)
    journey.OUTGOING = (bug, *journey.OUTGOING)
    filterd.main()
