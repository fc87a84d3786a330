"""The rules applied to the mail in the inbox, as a job (C5)."""

from collections.abc import Sequence

import pytest

from fumibako.chapters.mail.sorting import jobs, services
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.jobs.running import run
from fumibako.groundwork.jobs.services import take
from fumibako.machine.daemons.dovecot.control import InboxMail, Mailboxes
from fumibako.machine.state.mail.condition import Comparison, Condition, Part
from tests.contracts.conftest import empty_cache, ours
from tests.contracts.declared import PERSON
from tests.contracts.people import Office

__all__ = ["empty_cache", "ours"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C5")]
KINDS = {jobs.sort.name: jobs.sort}


@pytest.fixture
def filed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[int]]]:
    """Where mails went. The inbox has four, two a step."""
    went: list[tuple[str, list[int]]] = []

    def fields(self: Mailboxes, address: str, first: int, last: int, names: Sequence[str]) -> list[InboxMail]:
        subjects = {uid: "請求書" if uid % 2 else "見積書" for uid in range(first, last + 1)}
        return [InboxMail(uid, (), (), {"subject": (subject,)}, f"g{uid}") for uid, subject in subjects.items()]

    monkeypatch.setattr(Mailboxes, "inbox_uids", lambda self, address: [1, 2, 3, 4])
    monkeypatch.setattr(Mailboxes, "inbox_fields", fields)
    monkeypatch.setattr(Mailboxes, "file_inbox_mails", lambda self, address, uids, folder: went.append((folder, uids)))
    monkeypatch.setattr("fumibako.chapters.mail.sorting.queries.MAX_FILED", 2)
    return went


def test_each_folder_is_told_of_once_whatever_the_steps(ours: Office, filed: list[tuple[str, list[int]]]) -> None:
    mailbox = ours.user.mailbox
    for word in ("請求書", "見積書"):
        conditions = [Condition(part=Part.SUBJECT, match=Comparison.IS, text=word)]
        services.add_sorting_rule(actor=PERSON, mailbox=mailbox, conditions=conditions, is_any=False, folder=word)
    started = services.sort_inbox(actor=PERSON, mailbox=mailbox, owner="x")
    taken = take("here")
    assert taken is not None
    run(taken, "here", KINDS, lambda: False)
    ended = Job.objects.get(pk=started.pk)
    assert (ended.state, ended.done, ended.total) == (Job.State.DONE, 2, 2)
    assert list(ended.lines.order_by("number").values_list("message", flat=True)) == ["請求書", "見積書"]
    assert filed == [("請求書", [1]), ("見積書", [2]), ("請求書", [3]), ("見積書", [4])]
