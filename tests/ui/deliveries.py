"""python -m tests.ui.deliveries FILE: mails for the pages of the delivery log, to the first of the demo's users."""

import json
import sys
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402 after django.setup

from fumibako.chapters.mail.delivery_log.recording import record  # noqa: E402 after django.setup
from fumibako.machine.formats.filter_facts import FilterFacts  # noqa: E402 after django.setup
from fumibako.machine.formats.mail_log import (  # noqa: E402 after django.setup
    Came,
    Checked,
    Filed,
    Forwarded,
    Identified,
    Queued,
    Refusal,
    Tried,
)

QUEUE_ID, SESSION = "4hTfQk2Vd7z1vLB", "IMzHOSoLCmsCJgAAg+zDdQ"
TARGET = "ichiro@elsewhere.example"
NO_SUCH_USER = "550 5.1.1 <suzuki@elsewhere.example>: Recipient address rejected: User unknown"


def main() -> None:
    address = json.loads(Path(sys.argv[1]).read_text())["users"][0]["address"]
    facts = FilterFacts(to=(address,), outcome="clean", spam="yes", score=7.2, threshold=5.0)
    way = (
        Came(QUEUE_ID, "smtp", "mx.out.example[192.0.2.7]", ""),
        Identified(QUEUE_ID, "<a.long.message.id.of.some.other.system.4jbqMp0GYxzJbLw@out.example>"),
        Queued(QUEUE_ID, "hanako@out.example", 48_213),
        Checked(QUEUE_ID, facts),
        Forwarded(SESSION, TARGET),
        Filed(SESSION, "Junk"),
        Tried(QUEUE_ID, address, "", "incoming", "", "2.0.0", "sent", "250 2.0.0 Saved", session=SESSION),
        Refusal("", "unknown[192.0.2.9]", NO_SUCH_USER, "5.1.1", "spam@out.example", f"nobody{address[-15:]}"),
    )
    for number, fact in enumerate(way):
        record(timezone.now() + timedelta(seconds=number), fact)


main()
