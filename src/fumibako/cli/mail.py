"""fumibako mail held|release|trace|restore|import."""

import argparse
import base64
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from fumibako.cli.asking import NotDone, ask, command
from fumibako.machine.conf import Config


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("mail", help="the mail queue, and what became of a mail")
    group = parser.add_subparsers(required=True, metavar="ACTION")
    command(group, "held", "mails that the filter failed at three times", _held, _table)
    release = command(group, "release", "give one back to the filter", _release, lambda m: f"{m['queue_id']}: done")
    release.add_argument("queue_id")
    trace = command(group, "trace", "what became of a mail, newest first", _trace, _ways)
    trace.add_argument("--to", default="", help="a part of the recipient's address")
    trace.add_argument("--from", dest="sender", default="", help="a part of the sender's address")
    trace.add_argument("--since", default="", help="2h, 3d, 2026-11-27 or 2026-11-27T09:30")
    trace.add_argument("--message-id", default="", help="its Message-ID or queue id")
    restore = command(
        group, "restore", "bring back what a mailbox had, or list the days of its copies", _restore, _begun
    )
    restore.add_argument("address")
    restore.add_argument("--day", default="", help="2026-11-27; without it the days are listed")
    moving = command(group, "import", "copy mailboxes from an old server, as a job", _import, _moving)
    moving.add_argument("file", help="a CSV file or - : new mail address, old login, old password; or a job")
    moving.add_argument("--domain", default="", help="of addresses that are written without one")
    moving.add_argument("--host", default="", help="the old server; without it, the argument is a job to be looked at")
    moving.add_argument("--port", type=int)
    moving.add_argument("--protocol", choices=("imap", "pop3"), default="imap", help="pop3: the inbox only")
    moving.add_argument("--security", choices=("tls", "starttls", "none"), default="tls")
    restore.add_argument("--folder", action="append", default=None, help="only this one; may be given several times")


def _restore(config: Config, given: argparse.Namespace) -> Any:
    way = ("accounts", given.address, "copies")
    if not given.day:
        return ask(config, "GET", *way)
    return ask(config, "POST", *way, values={"day": given.day, "folders": given.folder})


def _begun(answer: Any) -> str:
    if isinstance(answer, list):
        return "\n".join(copy["day"] for copy in answer) or "There is no copy."
    return f"job {answer['job']}: {answer['state']}"


def _import(config: Config, given: argparse.Namespace) -> Any:
    """The passwords come from a file or the input, never from the command line."""
    if not given.host:
        return ask(config, "GET", "mail", "moves", given.file)
    if not given.domain:
        raise NotDone("--domain is needed with --host.")
    try:
        content = sys.stdin.buffer.read() if given.file == "-" else Path(given.file).read_bytes()
    except OSError as error:
        raise NotDone(f"{given.file} cannot be read: {error.strerror}") from error
    values = {"domain": given.domain, "host": given.host, "security": given.security, "protocol": given.protocol}
    values["content"] = base64.b64encode(content).decode()
    return ask(config, "POST", "mail", "moves", values=values | ({"port": given.port} if given.port else {}))


def _moving(answer: Any) -> str:
    head = f"job {answer['job']}: {answer['state']} ({answer['done']}/{answer['total']}) {answer['message']}".rstrip()
    lines = (f"line {line['line']}: {line['outcome']} {line['message']}" for line in answer.get("lines", ()))
    return "\n".join(_inert(line.rstrip()) for line in (head, *lines))


def _held(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "mail", "held")


def _release(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "mail", "held", given.queue_id, "release")


def _trace(config: Config, given: argparse.Namespace) -> Any:
    asked = {"recipient": given.to, "sender": given.sender, "since": given.since, "message_id": given.message_id}
    return ask(config, "GET", "mail", "trace", values={name: value for name, value in asked.items() if value})


def _ways(mails: list[dict[str, Any]]) -> str:
    return "\n\n".join(_way(mail) for mail in mails) or "No mail matches."


def _way(mail: dict[str, Any]) -> str:
    lines = (
        f"{_local(mail['received_at'])}   {mail['queue_id'] or 'refused'}   {mail['outcome']}",
        f"from {mail['sender'] or '<>'} to {mail['recipient']}   {mail['message_id']}",
        *(f"{_local(step['at'])}  {step['text']}" for step in mail["steps"]),
        *([mail["reply"]] if mail["reply"] else []),
    )
    return "\n    ".join(_inert(line) for line in lines)


def _local(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M:%S}"


def _table(mails: list[dict[str, Any]]) -> str:
    return "\n\n".join(_told(mail) for mail in mails) or "No mail is on hold."


def _told(mail: dict[str, Any]) -> str:
    arrived = datetime.fromtimestamp(mail["arrived_at"]).astimezone()
    reasons = mail["reasons"] or ["put on hold by hand"]
    lines = (
        f"{mail['queue_id']}   {arrived:%Y-%m-%d %H:%M}   {mail['size'] >> 10} KB",
        f"from {mail['sender'] or '<>'} to {', '.join(mail['recipients'])}",
        *reasons,
    )
    return "\n    ".join(_inert(line) for line in lines)


def _inert(line: str) -> str:
    """Addresses are others' words: nothing in them moves the terminal's cursor."""
    return "".join(character if character.isprintable() else "?" for character in line)
