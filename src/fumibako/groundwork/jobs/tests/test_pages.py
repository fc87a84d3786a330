"""The page of a job: what it says in each state, and to whom."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fumibako.chapters.mail.accounts.services import add_account, delete_account
from fumibako.chapters.mail.administrators.services import set_role
from fumibako.faces.jobs import gate
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.jobs import files, owners
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.jobs.tests.kinds import KINDS, enqueue, run_next
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.tenancy.roles import Role
from tests.contracts.people import Office, browser, make, member, operator

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B13")]


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "jobs", lambda: KINDS)


@pytest.fixture
def ours() -> Office:
    return make("株式会社わたし", "ours.example")


@pytest.fixture
def theirs() -> Office:
    return make("株式会社よそ", "theirs.example")


def job_of(office: Office, rows: int = 10) -> Job:
    return enqueue(rows, owners.login(office.made.administrator.mailbox.login_id))


def text(client: Client, job: Job, below: str = "") -> str:
    answer = client.get(f"/jobs/{job.pk}/{below}", headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_job_that_waits_says_so_and_the_page_comes_again_without_script(ours: Office) -> None:
    page = text(member(ours.made.administrator), job_of(ours))
    assert "Waiting for its turn" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "Cancel the job" in page


def test_a_job_that_runs_shows_how_far_it_is(ours: Office) -> None:
    job = job_of(ours)
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.RUNNING, done=3120, total=4996, started_at=timezone.now() - timedelta(minutes=2)
    )
    page = text(member(ours.made.administrator), job)
    assert "3,120 of 4,996" in page
    assert 'max="4996" value="3120"' in page
    assert "About 2 minutes left" in page


def test_a_job_that_ended_shows_what_came_of_it_and_its_result(ours: Office) -> None:
    job, client = job_of(ours), member(ours.made.administrator)
    run_next()
    page = text(client, job)
    assert "Finished" in page and 'http-equiv="refresh"' not in page
    assert re.search(r"<dt>counted</dt><dd>10</dd>", page)
    answer = client.get(f"/jobs/{job.pk}/result/")
    assert b"".join(answer.streaming_content) == b"all"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="counted.txt"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(f"/jobs/{job.pk}/result/").headers["ETag"] == answer.headers["ETag"] != ""


def test_lines_that_were_not_done_are_told_by_their_numbers(ours: Office) -> None:
    job = job_of(ours)
    for number in range(1, 151):
        job.lines.create(number=number, outcome="refused", message=f"reason <{number}>", is_refused=True)
    page = text(member(ours.made.administrator), job)
    assert "150 lines were not done" in page
    assert "reason &lt;100&gt;" in page and "reason &lt;101&gt;" not in page


def test_a_result_that_is_not_kept_any_more_is_not_there(ours: Office) -> None:
    job, client = job_of(ours), member(ours.made.administrator)
    assert client.get(f"/jobs/{job.pk}/result/").headers["Location"] == f"/jobs/{job.pk}/"
    run_next()
    assert "Download the result" in text(client, job)
    files.remove(str(job.pk))
    assert client.get(f"/jobs/{job.pk}/result/").headers["Location"] == f"/jobs/{job.pk}/"
    assert "Download the result" not in text(client, job)


def test_cancelling_asks_first(ours: Office) -> None:
    job, client = job_of(ours), member(ours.made.administrator)
    assert "Cancel the job?" in text(client, job, "cancel/")
    job.refresh_from_db()
    assert not job.is_cancel_wanted
    assert client.post(f"/jobs/{job.pk}/cancel/").headers["Location"] == f"/jobs/{job.pk}/"
    assert "Cancelled" in text(client, job)


def test_cancelling_what_has_ended_shows_how_it_ended(ours: Office) -> None:
    job, client = job_of(ours), member(ours.made.administrator)
    run_next()
    assert client.get(f"/jobs/{job.pk}/cancel/").status_code == 302
    assert "Finished" in text(client, job)


def test_a_job_is_there_for_its_owner_only(ours: Office, theirs: Office) -> None:
    job = job_of(ours)
    run_next()
    others = (member(ours.user), member(theirs.made.administrator), member(theirs.user), operator())
    for client in others:
        for below in ("", "cancel/", "result/"):
            assert client.get(f"/jobs/{job.pk}/{below}").status_code == 404
            assert client.post(f"/jobs/{job.pk}/{below}").status_code == 404
    assert browser().get(f"/jobs/{job.pk}/").headers["Location"].startswith("/login/?next=")


def test_a_job_of_nobodys_is_shown_to_nobody(ours: Office) -> None:
    job = enqueue(owner="")
    assert member(ours.made.administrator).get(f"/jobs/{job.pk}/").status_code == 404


@pytest.mark.parametrize("pk", ["x", "0", "00000000-0000-0000-0000-000000000000", "あ"])
def test_what_is_no_jobs_id_is_404(ours: Office, pk: str) -> None:
    assert member(ours.made.administrator).get(f"/jobs/{pk}/").status_code == 404


def test_a_job_of_the_domain_is_every_full_administrators(ours: Office, theirs: Office) -> None:
    job = enqueue(owner=owners.domain(ours.made.domain.name))
    where = f"/jobs/{job.pk}/"
    assert member(ours.made.administrator).get(where).status_code == 200
    assert member(theirs.made.administrator).get(where).status_code == 404
    client = member(ours.user)
    assert client.get(where).status_code == 404
    set_role(actor=SYSTEM, mailbox=ours.user.mailbox, role=Role.ACCOUNTS)
    assert client.get(where).status_code == 404
    set_role(actor=SYSTEM, mailbox=ours.user.mailbox, role=Role.EVERYTHING)
    assert client.get(where).status_code == 200


def test_case_050_a_new_account_of_the_same_name_does_not_see_the_old_ones_jobs(ours: Office) -> None:
    set_role(actor=SYSTEM, mailbox=ours.user.mailbox, role=Role.EVERYTHING)
    job = enqueue(owner=owners.login(ours.user.mailbox.login_id))
    assert member(ours.user).get(f"/jobs/{job.pk}/").status_code == 200
    delete_account(actor=SYSTEM, mailbox=ours.user.mailbox)
    Publication.objects.all().delete()  # the daemons have forgotten it
    again = add_account(actor=SYSTEM, domain=ours.made.domain, local_part="suzuki")
    set_role(actor=SYSTEM, mailbox=again.mailbox, role=Role.EVERYTHING)
    assert member(again).get(f"/jobs/{job.pk}/").status_code == 404
