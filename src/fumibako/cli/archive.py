"""fumibako archive search|save: what a domain's users have sent, where its customer has the option."""

import argparse
import base64
from datetime import datetime
from pathlib import Path
from typing import Any

from fumibako.cli.asking import NotDone, ask, command
from fumibako.machine.conf import Config

WORDS = {
    "sender": "a part of the sender",
    "recipient": "a part of a recipient, Bcc as well",
    "subject": "words of the subject",
    "text": "words of the body",
    "file": "a part of an attachment's name",
    "since": "2026-11-27",
    "until": "2026-11-27",
}


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("archive", help="the archive of sent mail").add_subparsers(
        required=True, metavar="ACTION"
    )
    search = command(group, "search", "mails that were sent, newest first, 50 a page", _search, _table)
    search.add_argument("domain")
    for name, words in WORDS.items():
        search.add_argument(f"--{name}", default="", help=words)
    search.add_argument("--page", type=int, default=1)
    save = command(group, "save", "write one into a file", _save, lambda mail: f"{mail['file']}: {_state(mail)}")
    save.add_argument("domain")
    save.add_argument("mail", help="as `search` shows it: 2026-11.pack/0")
    save.add_argument("file", type=Path, help="a new one")


def _search(config: Config, given: argparse.Namespace) -> Any:
    values = {name: getattr(given, name) for name in WORDS if getattr(given, name)}
    return ask(config, "GET", "domains", given.domain, "sent-mail", values={**values, "page": given.page})


def _save(config: Config, given: argparse.Namespace) -> Any:
    pack, _, place = given.mail.partition("/")
    mail = ask(config, "GET", "domains", given.domain, "sent-mail", pack, place)
    try:
        with given.file.open("xb") as file:
            file.write(base64.b64decode(mail.pop("source")))
    except OSError as error:
        raise NotDone(f"{given.file} cannot be written: {error.strerror}") from error
    return {**mail, "file": str(given.file)}


def _state(mail: dict[str, Any]) -> str:
    return "as it was sent" if mail["is_unchanged"] else "NOT as it was kept: its check value is wrong"


def _table(found: dict[str, Any]) -> str:
    return "\n".join([*map(_told, found["mails"]), f"{found['number']} in all"])


def _told(mail: dict[str, Any]) -> str:
    at = datetime.fromisoformat(mail["at"]).astimezone()
    to = ", ".join(mail["recipients"][:5]) + (" …" if len(mail["recipients"]) > 5 else "")
    line = f"{mail['pack']}/{mail['place']}  {at:%Y-%m-%d %H:%M}  {mail['sender']} -> {to}  {mail['subject']}"
    return "".join(each if each.isprintable() else "?" for each in line)
