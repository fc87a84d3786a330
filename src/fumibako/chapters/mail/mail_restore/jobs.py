"""Bringing mail back: each folder is a step. Cut off, a folder begins anew and restores what is missing still."""

import logging
from collections.abc import Collection
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from fumibako.chapters.mail.accounts.folders import label_of
from fumibako.groundwork.jobs.kinds import job
from fumibako.groundwork.jobs.running import Run
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.daemons.dovecot.control import MAX_RESTORED, Mailboxes
from fumibako.machine.formats import csvfile
from fumibako.machine.formats.csvfile import Charset
from fumibako.machine.provision.client import AgentDown, AgentRefused

log = logging.getLogger("fumibako.mail_restore")
NAME = "mail.restore"


@job(NAME, label=gettext_lazy("Restore mail"), page="usermenu:restore", is_interactive=True)
def restore(run: Run, *, address: str, day: str, folders: list[str], uids: list[int] | None = None) -> None:
    """uids: of the copy, only these; None: whatever is missing."""
    for folder in run.remaining(folders):
        number, is_whole = _restored(run, address, date.fromisoformat(day), folder, uids)
        with run.step(folder):
            run.note(run.job.done + 1, _outcome(is_whole), _words(folder, number, is_whole), is_refused=not is_whole)
    rows = [[csvfile.guarded(line.message)] for line in run.job.lines.order_by("number")]
    run.save_result(_("restore-result.csv"), csvfile.write([[_("Result")], *rows], Charset.UTF_8))


def _restored(run: Run, address: str, day: date, folder: str, uids: Collection[int] | None) -> tuple[int, bool]:
    """How many mails came back, and whether all did."""
    mailboxes, number = Mailboxes(settings.FUMIBAKO), 0
    try:
        missing = mailboxes.missing_mails(address, day, folder)
        if uids is not None:
            missing = [uid for uid in missing if uid in uids]
        while missing:
            part, missing = missing[:MAX_RESTORED], missing[MAX_RESTORED:]
            mailboxes.restore_mails(address, day, folder, part)
            number += len(part)
            run.breathe(f"{label_of(folder)} {number:,} / {number + len(missing):,}")
    except (AgentDown, AgentRefused) as error:
        log.warning("%s: restore of %s: %s", address, day, error)
        return number, False
    return number, True


def _outcome(is_whole: bool) -> str:
    return pgettext("folder", "Restored") if is_whole else pgettext("folder", "Not complete")


def _words(folder: str, number: int, is_whole: bool) -> str:
    words = ngettext("%(folder)s: %(number)s mail restored.", "%(folder)s: %(number)s mails restored.", number)
    said = words % {"folder": label_of(folder), "number": f"{number:,}"}
    if is_whole:
        return said
    return f"{said} {_('The rest could not be restored; the mailbox may be full. Start it again when there is room.')}"


@job("mail.copy_mailboxes")
def copy_mailboxes(run: Run) -> None:
    """Each night: every domain is a step."""
    today, kept = timezone.localdate(), settings.FUMIBAKO.settings.mail.copies_days
    mailboxes = Mailboxes(settings.FUMIBAKO)
    for name in run.remaining(list(Domain.objects.order_by("pk").values_list("name", flat=True))):
        try:
            mailboxes.copy_mailboxes(name, today)
        except (AgentDown, AgentRefused) as error:
            log.warning("%s: no copy: %s", name, error)
        with run.step(name):
            pass
    mailboxes.forget_copies(today - timedelta(days=kept))
