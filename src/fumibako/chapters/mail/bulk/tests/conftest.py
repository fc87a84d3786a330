from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from fumibako.chapters.mail.bulk import services
from fumibako.chapters.mail.bulk.jobs import NAME, import_accounts
from fumibako.chapters.mail.bulk.models import Upload
from fumibako.groundwork.audit.actor import Actor, Kind
from fumibako.groundwork.jobs import owners, running
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.jobs.services import take
from tests.contracts.people import Office, make

PERSON = Actor(Kind.ADMINISTRATOR, "administrator@ours.example", "203.0.113.9")


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "FUMIBAKO", replace(settings.FUMIBAKO, state=tmp_path))
    return tmp_path


@pytest.fixture
def ours() -> Office:
    return make("株式会社わたし", "ours.example")


@pytest.fixture
def theirs() -> Office:
    return make("株式会社よそ", "theirs.example")


@pytest.fixture
def uploaded(ours: Office) -> Callable[..., Upload]:
    def upload(text: str, *, changes_existing: bool = False) -> Upload:
        return services.store(
            owner=owners.login(ours.made.administrator.mailbox.login_id),
            customer=ours.made.customer,
            domain=ours.made.domain,
            file_name="list.csv",
            content=text.encode(),
            changes_existing=changes_existing,
        )

    return upload


@pytest.fixture
def registered(uploaded: Callable[..., Upload]) -> Callable[..., Job]:
    """Registers a list to its end."""

    def register(text: str, *, deletions: int = 0, changes_existing: bool = False) -> Job:
        upload = uploaded(text, changes_existing=changes_existing)
        services.start(actor=PERSON, upload=upload, kind=import_accounts, deletions=deletions)
        return run()

    return register


def run() -> Job:
    """The next job, to its end."""
    job = take("me")
    assert job is not None
    running.run(job, "me", {NAME: import_accounts}, lambda: False)
    job.refresh_from_db()
    return job
