"""Asking the running box over its admin socket: the same API as for programs, the operator being root here."""

import argparse
import http.client
import json
import os
import socket
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

from fumibako.machine.conf import Config, load
from fumibako.machine.conf.arguments import add_box

SECONDS = 60.0


class NotDone(Exception):
    """The box refused or cannot be asked; the message is for the person at the terminal."""


def ask(config: Config, method: str, *path: str, values: dict[str, Any] | None = None) -> Any:
    """Return the answer's value. values: the body, or a GET's query. Raises NotDone."""
    connection = _OverUnix(str(config.admin_socket))
    # What the terminal gave in another encoding than its own goes as it came, and is refused in words.
    where = "/api/v1/" + "/".join(quote(part, safe="@", errors="surrogateescape") for part in path)
    body = json.dumps(values or {})
    if method == "GET":
        where, body = f"{where}?{urlencode(values or {}, errors='surrogateescape')}", ""
    language = (os.environ.get("LANG") or "en")[:2]
    headers = {"Host": config.hostname, "Content-Type": "application/json", "Accept-Language": language}
    try:
        connection.request(method, where, body, headers)
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "strerror", None) or error
        raise NotDone(f"The box cannot be asked ({reason}). Is it running? See `fumibako status`.") from error
    finally:
        connection.close()
    if answer.status == 200:
        return json.loads(content)
    if answer.status == 503 and "json" not in (answer.getheader("Content-Type") or ""):  # nginx alone answers
        raise NotDone("The web service is not up yet. Nothing was changed; try again in a minute.")
    if answer.status == 503:
        raise NotDone("The control database cannot be used right now. Nothing was changed; try again in a minute.")
    try:
        raise NotDone(json.loads(content)["error"]["message"])
    except (ValueError, KeyError, TypeError) as error:
        raise NotDone(f"The box answered {answer.status}. See `fumibako logs web`.") from error


def command(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    words: str,
    act: Callable[[Config, argparse.Namespace], Any],
    rendered: Callable[[Any], str],
    is_refused: Callable[[Any], bool] = lambda answer: False,
) -> argparse.ArgumentParser:
    """A subcommand that asks the box: act returns a value, which --json shows whole and told puts into words.
    is_refused: whether a part of it was refused, which the exit code says (2)."""
    parser = subparsers.add_parser(name, help=words)
    add_box(parser)
    parser.add_argument("--json", action="store_true", help="the whole answer as JSON")

    def run(given: argparse.Namespace) -> int:
        config = load(state=given.state, file=given.config, port_base=given.port_base)
        try:
            answer = act(config, given)
        except NotDone as error:
            sys.stderr.write(f"{error}\n")
            return 2
        sys.stdout.write((json.dumps(answer, ensure_ascii=False) if given.json else rendered(answer)) + "\n")
        match answer.get("publication", "live") if isinstance(answer, dict) else "live":
            case "refused":
                sys.stderr.write(
                    "Saved, but a service refused it. See the console's health page or `fumibako logs worker`.\n"
                )
                return 2
            case "pending":
                sys.stderr.write("Done, but not all services know it yet. See `fumibako logs worker`.\n")
        return 2 if is_refused(answer) else 0

    parser.set_defaults(run=run)
    return parser


def confirm(words: str, *, is_confirmed: bool) -> None:
    """Ask on a terminal; elsewhere the command says it itself. Raises NotDone."""
    if is_confirmed:
        return
    if not sys.stdin.isatty():
        raise NotDone(f"{words} If that is meant, add --yes.")
    sys.stderr.write(f"{words} Type “yes” to go on: ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() != "yes":
        raise NotDone("Nothing was changed.")


def password_from_stdin(given: argparse.Namespace) -> str | None:
    """The first line of stdin where --password-stdin was given; None: one is generated. Raises NotDone."""
    if not given.password_stdin:
        return None
    password = sys.stdin.buffer.readline().decode(errors="replace").rstrip("\r\n")
    if not password:
        raise NotDone("--password-stdin: the first line of the input is empty.")
    return password


class _OverUnix(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("admin", timeout=SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)
