"""What is done with more mails than a page may wait for: some at a time, as a job. Begun anew, those that are done are
not there any more, or are marked once more."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext_lazy

from fumibako.chapters.webmail.imap import Away, Gone, Session
from fumibako.chapters.webmail.imap.uids import unpacked
from fumibako.chapters.webmail.reading.changing import change, folder_of
from fumibako.chapters.webmail.reading.errors import FolderGone, MailboxAway
from fumibako.groundwork.jobs.kinds import job
from fumibako.groundwork.jobs.running import Run

STEP = 500
MAX_MAILS = 1_000_000


@job("webmail.change", label=gettext_lazy("Changing many mails"), page="webmail:menu", is_interactive=True)
def change_many(run: Run, *, address: str, mails: Mapping[str, str], action: str, to: str) -> None:
    """mails: sets of UIDs by folder."""
    chosen = [(name, uids) for name, text in mails.items() for uids in _pieces(unpacked(text, MAX_MAILS))]
    for name, uids in run.remaining(chosen):
        try:
            with Session(settings.FUMIBAKO, address) as session:
                folders = session.folders()
                change(session, folders, folder_of(folders, name), uids, action, to)
        except Away as error:
            raise MailboxAway from error
        except Gone as error:
            raise FolderGone from error
        with run.step():
            pass


def _pieces(uids: list[int]) -> list[list[int]]:
    return [uids[at : at + STEP] for at in range(0, len(uids), STEP)]
