"""Sorting the mail that is in the inbox already (C5): some at a time. Cut off, a step begins anew with those that are
in the inbox still."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.sorting.errors import InboxAway
from fumibako.chapters.mail.sorting.existing import Plan
from fumibako.chapters.mail.sorting.models import Filed
from fumibako.chapters.mail.sorting.queries import plan_of
from fumibako.chapters.mail.sorting.snapshot import rule_of
from fumibako.groundwork.jobs.kinds import job
from fumibako.groundwork.jobs.running import Run
from fumibako.machine.daemons.dovecot.control import FLAGGED, SEEN, Mailboxes
from fumibako.machine.provision.client import AgentDown, AgentRefused

NAME = "mail.sort"
TAKE_BACK = "mail.sort.take_back"


@job(NAME, label=gettext_lazy("Sort the mail in the inbox"), page="usermenu:sorting", is_interactive=True)
def sort(run: Run, *, address: str, rules: Sequence[Mapping[str, Any]], pieces: Sequence[tuple[int, int]]) -> None:
    """rules: as they were when somebody said yes. pieces: first and last UID of each step."""
    told = tuple(map(rule_of, rules))
    for first, last in run.remaining(pieces):
        made = plan_of(address, told, first, last)
        _remember(address, made)
        _carry_out(address, made)
        with run.step():
            _note(run, made)


@job(TAKE_BACK, label=gettext_lazy("Take sorted mail back"), page="usermenu:sorting", is_interactive=True)
def take_back(run: Run, *, address: str, filed: Sequence[int]) -> None:
    """filed: keys of what was moved. Cut off, a step begins anew with those that are in their folder still."""
    for key in run.remaining(filed):
        row = Filed.objects.filter(pk=key).first()
        if row is not None:
            try:
                Mailboxes(settings.FUMIBAKO).take_back_mails(address, row.folder, row.guids)
            except (AgentDown, AgentRefused) as error:
                raise InboxAway from error
        with run.step():
            if row is not None:
                _note_folder(run, row.folder, gettext("Folders that mail was taken back from"))
                row.delete()


def _remember(address: str, made: Plan) -> None:
    """Before it is done: what was not moved after all is not found in the folder."""
    mailbox = Mailbox.objects.filter(address=address).first()
    if mailbox is not None:
        rows = (Filed(mailbox=mailbox, folder=folder, guids=guids) for folder, guids in made.guids.items())
        Filed.objects.bulk_create(rows)


def _carry_out(address: str, made: Plan) -> None:
    """Flags first: a mail keeps them where it goes. Raises InboxAway."""
    mailboxes = Mailboxes(settings.FUMIBAKO)
    try:
        for flag, uids in ((SEEN, made.read), (FLAGGED, made.flagged)):
            if uids:
                mailboxes.flag_inbox_mails(address, uids, flag)
        for folder, uids in made.folders.items():
            mailboxes.file_inbox_mails(address, uids, folder)
    except (AgentDown, AgentRefused) as error:
        raise InboxAway from error


def _note(run: Run, made: Plan) -> None:
    for folder in made.folders:
        _note_folder(run, folder, gettext("Folders that mail was moved to"))


def _note_folder(run: Run, folder: str, outcome: str) -> None:
    """Once a job, as its page counts them: a step may fill several folders, and several steps the same."""
    noted = run.job.lines
    if not noted.filter(message=folder).exists():
        run.note(noted.count() + 1, outcome, folder)
