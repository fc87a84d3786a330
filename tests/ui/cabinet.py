"""python -m tests.ui.cabinet FILE: the large-file cabinet in use at the demo's customer: a file, a link, a request."""

import json
import sys
from pathlib import Path

import django

django.setup()

from fumibako.chapters.cabinet.models import Seat, StoredFile  # noqa: E402 after django.setup
from fumibako.chapters.cabinet.services import add_link, add_request  # noqa: E402 after django.setup
from fumibako.chapters.cabinet.tests.contract import order, stored  # noqa: E402 after django.setup
from fumibako.chapters.mail.accounts.models import Mailbox  # noqa: E402 after django.setup
from fumibako.groundwork.audit.actor import SYSTEM  # noqa: E402 after django.setup
from tests.ui.pages import CABINET_FILE  # noqa: E402 after django.setup


def main() -> None:
    logins = json.loads(Path(sys.argv[1]).read_text())
    user, other = (Mailbox.objects.get(address=each["address"]) for each in logins["users"][:2])
    order(user.domain.customer)
    for each in (user, other):
        Seat.objects.create(mailbox=each)
    stored(other)
    file = stored(user)
    StoredFile.objects.filter(pk=file.pk).update(key=CABINET_FILE)
    add_link(actor=SYSTEM, mailbox=user, files=[CABINET_FILE], days=7, max_downloads=3, note="図面（第2版）")
    add_request(actor=SYSTEM, mailbox=user, note="カタログの写真", days=7, max_gigabytes=1)


main()
