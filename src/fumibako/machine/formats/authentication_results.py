"""The field Authentication-Results (RFC 8601): what a server found out about a mail's sender."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

NAME = "Authentication-Results"
# Values come from mails: what is not one of these is not written.
_PLAIN = re.compile(r"[A-Za-z0-9._=-]{1,255}")


@dataclass(frozen=True)
class Result:
    """method=result with its properties ("smtp.mailfrom", "example.jp") and perhaps a comment."""

    method: str
    result: str
    properties: tuple[tuple[str, str], ...] = ()
    comment: str = ""


def write(server: str, results: Sequence[Result]) -> str:
    """The whole field, without its line end."""
    lines = [f"{NAME}: {server}", *(_written(result) for result in results)]
    return ";\r\n\t".join(lines if results else (*lines, "none"))


def is_of(server: str, value: bytes) -> bool:
    """Whether the field claims to be that server's: anybody can write one, and readers trust ours. One that cannot be
    read counts as ours."""
    text = _without_comments(value.decode("latin-1"))
    if text is None:
        return True
    words = text.partition(";")[0].replace('"', "").split()
    return bool(words) and words[0].lower().rstrip(".") == server.lower()


def _written(result: Result) -> str:
    comment = f" ({result.comment})" if _PLAIN.fullmatch(result.comment) else ""
    properties = (f" {name}={value}" for name, value in result.properties if _PLAIN.fullmatch(value))
    return f"{result.method}={result.result}{comment}{''.join(properties)}"


def _without_comments(text: str) -> str | None:
    """Comments may be nested; None if one does not end."""
    kept, depth, is_escaped = [], 0, False
    for character in text:
        if is_escaped or (character == "\\" and depth):
            is_escaped = not is_escaped
        elif character == "(":
            depth += 1
        elif character == ")" and depth:
            depth -= 1
        elif not depth:
            kept.append(character)
    return None if depth else "".join(kept)
