"""What the watchdog would have written, where the pages are looked at without it."""

import json
import time
from pathlib import Path

WORKING = (
    "postfix",
    "dovecot",
    "filterd",
    "spamd",
    "rspamd",
    "postsrsd",
    "guardd",
    "searchd",
    "pushd",
    "web",
    "nginx",
    "worker",
    "background",
    "agent",
    "watchdog",
    "supervisord",
    "disk",
    "owners",
    "certificate",
)
WARNINGS = {
    "clamd": ("NO VIRUS SIGNATURES: only test files are found. freshclam could not download any.", "no-signatures"),
    "freshclam": ("nothing downloaded yet; see `fumibako logs freshclam`", "none-yet"),
}


def write(file: Path) -> None:
    """Two services need a look; dated an hour ahead, so that it does not grow old while tests run."""
    services = {name: {"condition": "ok", "detail": ""} for name in WORKING}
    for name, (words, code) in WARNINGS.items():
        services[name] = {"condition": "warning", "detail": words, "code": code}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"at": time.time() + 3600, "services": services}))
