"""Sorting the mail that is in the inbox already (C5): some at a time. Cut off, a step begins anew with those that are
in the inbox still."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy, ngettext, pgettext

from fumibako.chapters.mail.sorting.errors import InboxAway
from fumibako.chapters.mail.sorting.existing import Plan
from fumibako.chapters.mail.sorting.queries import plan_of
from fumibako.chapters.mail.sorting.snapshot import rule_of
from fumibako.groundwork.jobs.kinds import job
from fumibako.groundwork.jobs.running import Run
from fumibako.machine.daemons.dovecot.control import FLAGGED, SEEN, Mailboxes
from fumibako.machine.provision.client import AgentDown, AgentRefused

NAME = "mail.sort"


@job(NAME, label=gettext_lazy("Sort the mail in the inbox"), page="usermenu:sorting", is_interactive=True)
def sort(run: Run, *, address: str, rules: Sequence[Mapping[str, Any]], pieces: Sequence[tuple[int, int]]) -> None:
    """rules: as they were when somebody said yes. pieces: first and last UID of each step."""
    told = tuple(map(rule_of, rules))
    for first, last in run.remaining(pieces):
        made = plan_of(address, told, first, last)
        _carry_out(address, made)
        with run.step():
            _note(run, made)


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
    for folder, uids in made.folders.items():
        words = ngettext("%(folder)s: %(number)s mail.", "%(folder)s: %(number)s mails.", len(uids))
        said = words % {"folder": folder, "number": f"{len(uids):,}"}
        run.note(run.job.done + 1, pgettext("mails", "Moved"), said)
