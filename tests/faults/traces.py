"""What a box wrote and kept of one mail: the story of a test that failed."""

import re
from collections.abc import Iterator

from fumibako.machine.conf import Config

LOGS = ("postfix", "filterd", "dovecot", "agent")


def trace(config: Config, message_id: str) -> str:
    """Lines of the logs in which the mail or one of its queue ids stands, and the files in which it lies."""
    logs = {name: (config.log / f"{name}.log").read_text(errors="replace").splitlines() for name in LOGS}
    ids = {message_id}
    for line in logs["postfix"]:
        if message_id in line and (found := re.search(r": ([0-9A-Za-z]{10,}): message-id=", line)):
            ids.add(found[1])
    told = [line for lines in logs.values() for line in lines if any(one in line for one in ids)]
    return "\n".join([message_id, *told, *_files(config, message_id.encode())])


def _files(config: Config, needle: bytes) -> Iterator[str]:
    for directory in (config.mail_store, config.home("postfix"), config.home("filterd")):
        for path in directory.rglob("*"):
            if path.is_file() and needle in path.read_bytes():
                yield f"lies in {path.relative_to(config.state)}"
