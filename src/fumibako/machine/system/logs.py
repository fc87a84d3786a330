"""Logs of our own processes: one event is one line, whatever a name, a header or a subject holds."""

import logging
from typing import Any


class OneLine(logging.Formatter):
    """logger: message, control characters escaped. A traceback follows indented, so that no line of it can be taken
    for an event."""

    def __init__(self) -> None:
        super().__init__("%(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 logging's own name
        return escaped(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802 logging's own name; Any: its type is not public
        text = super().formatException(ei)
        return "\n".join(f"    {escaped(line)}" for line in text.splitlines())


def escaped(text: str) -> str:
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def write_to_stderr(level: int = logging.INFO) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine())
    logging.basicConfig(level=level, handlers=[handler])
