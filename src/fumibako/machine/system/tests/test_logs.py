"""One event of ours is one line of a log."""

import logging

from fumibako.machine.system.logs import OneLine


def written(message: str, *values: object, error: BaseException | None = None) -> str:
    info = (type(error), error, error.__traceback__) if error else None
    return OneLine().format(logging.LogRecord("web", logging.INFO, "", 0, message, values, info))


def test_case_122_an_event_is_one_line_whatever_it_holds() -> None:
    line = written("login %s", "a\nroot: fine\r\x1b[2J\x00\u2028\u202e髙橋")
    assert line == "web: login a\\nroot: fine\\r\\x1b[2J\\x00\\u2028\\u202e髙橋"


def test_case_122_no_line_of_a_traceback_can_be_taken_for_an_event() -> None:
    try:
        raise ValueError("x\nweb: all is well\x1b[0m")
    except ValueError as error:
        first, *rest = written("it broke", error=error).split("\n")
    assert first == "web: it broke"
    assert rest and all(line.startswith("    ") and "\x1b" not in line for line in rest)
