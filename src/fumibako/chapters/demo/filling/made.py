"""What every step of the demo works with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fumibako.machine.conf import Config


@dataclass(frozen=True)
class Made:
    """logins: as in demo.json. began_at: the present of all mails. breathe: of the job's run, to be called while
    waiting."""

    config: Config
    logins: Mapping[str, Any]
    began_at: datetime
    breathe: Callable[[str], None]
