"""The copying: each mailbox is a step, done before it is noted. Cut off, a mailbox begins anew and copies what is
missing."""

import ipaddress
import time
from collections.abc import Callable, Collection
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from fumibako.chapters.mail.accounts.queries import account
from fumibako.chapters.mail.moving_in import errors
from fumibako.chapters.mail.moving_in.copying import Count, Target, copy
from fumibako.chapters.mail.moving_in.pop import copy_inbox, opened_by_pop
from fumibako.chapters.mail.moving_in.sheet import Entry, unpacked
from fumibako.chapters.mail.moving_in.source import Networks, Protocol, Security, Server, opened
from fumibako.groundwork.jobs import files
from fumibako.groundwork.jobs.kinds import job
from fumibako.groundwork.jobs.running import GaveWay, LeaseLost, Run
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats import csvfile
from fumibako.machine.formats.csvfile import Charset

NAME = "mail.move_in"
REPORT_SECONDS = 2.0


@job(NAME, label=gettext_lazy("Moving in"), page="adminmenu:moving_in", is_interactive=True)
def move_in(run: Run, *, server: dict[str, Any], stored: str) -> None:
    try:
        content = files.read(stored)
        if content is None:
            raise errors.ListGone
        protocol = Protocol(server.get("protocol", Protocol.IMAP))
        old = Server(server["host"], server["port"], Security(server["security"]), protocol)
        entries = unpacked(content)
        for entry in run.remaining(entries):
            outcome, words = _moved(run, old, entry)
            with run.step(entry.address):
                run.note(entry.line, outcome, words, is_refused=outcome == _failed())
        _save_result(run, entries)
    except (GaveWay, LeaseLost):
        raise  # it goes on, with these passwords
    except BaseException:
        files.remove(stored)
        raise
    files.remove(stored)


def _save_result(run: Run, entries: Collection[Entry]) -> None:
    """A line for each mailbox, without the passwords."""
    lines = {line.number: line for line in run.job.lines.all()}
    rows = [[_("Line"), _("Mail address"), _("Result"), _("Details")]]
    rows += [
        [str(entry.line), csvfile.guarded(entry.address), lines[entry.line].outcome, lines[entry.line].message]
        for entry in entries
    ]
    run.save_result(_("moving-in-result.csv"), csvfile.write(rows, Charset.UTF_8))


def _moved(run: Run, server: Server, entry: Entry) -> tuple[str, str]:
    """What became of a mailbox, in a word and in a sentence."""
    try:
        count = (_by_pop if server.protocol is Protocol.POP3 else _by_imap)(run, server, entry)
    except Refused as refusal:
        return _failed(), f"{entry.address}: {refusal}"
    return (_failed() if count.failed else pgettext("mailbox", "Copied")), f"{entry.address}: {_words(count)}"


def _by_imap(run: Run, server: Server, entry: Entry) -> Count:
    with (
        opened(server, entry.login, entry.password, _allowed()) as source,
        Target(settings.FUMIBAKO, entry.address) as target,
    ):
        return copy(source, target, _teller(run, entry.address))


def _by_pop(run: Run, server: Server, entry: Entry) -> Count:
    mailbox = account(entry.address)
    if mailbox is None:
        raise errors.NotOurAddress(address=entry.address)
    largest = settings.FUMIBAKO.settings.mail.message_size_limit
    with (
        opened_by_pop(server, entry.login, entry.password, _allowed(), largest) as source,
        Target(settings.FUMIBAKO, entry.address) as target,
    ):
        return copy_inbox(source, target, mailbox, server, entry.login, _teller(run, entry.address), largest)


def _teller(run: Run, address: str) -> Callable[[str, int, int], None]:
    told_at = 0.0

    def tell(folder: str, done: int, total: int) -> None:
        nonlocal told_at
        if time.monotonic() - told_at > REPORT_SECONDS:
            told_at = time.monotonic()
            run.breathe(f"{address}: {folder} {done:,} / {total:,}")

    return tell


def _words(count: Count) -> str:
    words = _("%(copied)s mails copied, %(there)s were here already.") % {
        "copied": f"{count.copied:,}",
        "there": f"{count.there:,}",
    }
    if not count.failed:
        return words
    failed = ngettext(
        "%(number)s mail could not be copied. Start it again to try it once more.",
        "%(number)s mails could not be copied. Start it again to try them once more.",
        count.failed,
    )
    return f"{words} {failed % {'number': f'{count.failed:,}'}}"


def _failed() -> str:
    return pgettext("mailbox", "Not complete")


def _allowed() -> Networks:
    return [ipaddress.ip_network(each) for each in settings.FUMIBAKO.settings.mail.old_servers.split()]
