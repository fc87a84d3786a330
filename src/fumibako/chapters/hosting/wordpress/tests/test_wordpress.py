"""How WordPress is asked for (D16), and what is left when it cannot be installed."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.conf import settings
from django.test import TestCase

from fumibako.chapters.console.customers.services import NewCustomer, add_customer
from fumibako.chapters.hosting.databases.errors import NoRoom
from fumibako.chapters.hosting.databases.models import Database
from fumibako.chapters.hosting.files.errors import SizeUnknown
from fumibako.chapters.hosting.wordpress import errors, rules, services
from fumibako.chapters.hosting.wordpress.jobs import install_wordpress
from fumibako.chapters.hosting.wordpress.models import Installation
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.jobs.running import Run, run
from fumibako.groundwork.jobs.services import cancel, take
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.publish.services import settle
from fumibako.machine.daemons.sites.control import Sites
from fumibako.machine.provision.client import AgentFailed
from tests.contracts import people

pytestmark = [pytest.mark.django_db, pytest.mark.feature("D16")]
PASSWORD = "Kaban-to-kasa-77"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NewCustomer:
    monkeypatch.setattr(type(settings.FUMIBAKO), "jobs", property(lambda self: tmp_path))
    monkeypatch.setattr(Sites, "counted_bytes", lambda self, domain: 0)
    return add_customer(actor=SYSTEM, name="わたし", domain="ours.example")


def started(office: NewCustomer, folder: str = "") -> Job:
    return services.start_install(
        actor=SYSTEM,
        site=office.domain.site,
        folder=folder,
        title="わたしの'サイト",
        login="sato",
        email="sato@out.example",
        password=PASSWORD,
        owner="x",
        kind=install_wordpress,
    )


def worked(job: Job, monkeypatch: pytest.MonkeyPatch, answer: tuple[str, str]) -> tuple[Job, Mapping[str, str]]:
    """What became of it, and what the agent was told."""
    told: dict[str, str] = {}

    def install(self: Sites, domain: str, folder: str, wanted: Mapping[str, str]) -> tuple[str, str]:
        told.update(wanted, folder=folder)
        return answer

    monkeypatch.setattr(Sites, "install_wordpress", install)
    settle(Publication.objects.all())
    taken = take("here")
    assert taken is not None
    run(taken, "here", {install_wordpress.name: install_wordpress}, lambda: False)
    return Job.objects.get(pk=job.pk), told


def test_it_gets_a_database_of_its_own_and_no_password_stands_in_a_row(
    office: NewCustomer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    job, told = worked(started(office, "/blog/"), monkeypatch, ("6.1.9", ""))
    assert job.state == Job.State.DONE
    made = Installation.objects.get()
    assert (made.folder, made.version, made.database) == ("blog", "6.1.9", Database.objects.get().name)
    assert told["url"].endswith("/blog") and told["password"] == PASSWORD
    assert PASSWORD not in json.dumps(job.arguments) and told["database_password"] not in json.dumps(job.arguments)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_installed_leaves_no_database(office: NewCustomer, monkeypatch: pytest.MonkeyPatch) -> None:
    job, _ = worked(started(office), monkeypatch, ("", "the folder is not empty"))
    assert (job.state, "not empty" in job.message) == (Job.State.FAILED, True)
    assert not Installation.objects.exists()
    assert not Database.objects.filter(dropped_at=None).exists()


def test_a_disk_that_is_full_or_cannot_be_counted_gets_none(
    office: NewCustomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sites, "counted_bytes", lambda self, domain: 1 << 60)
    job, told = worked(started(office), monkeypatch, ("6.1.9", ""))
    assert (job.message, told) == (str(NoRoom()), {})

    def fail(self: Sites, domain: str) -> int:
        raise AgentFailed("du has counted nothing")

    monkeypatch.setattr(Sites, "counted_bytes", fail)
    job, told = worked(started(office), monkeypatch, ("6.1.9", ""))
    assert (job.message, told) == (str(SizeUnknown()), {})
    assert not Database.objects.filter(dropped_at=None).exists()


def test_one_that_is_cancelled_while_it_waits_leaves_no_database_and_no_passwords(
    office: NewCustomer, tmp_path: Path
) -> None:
    job = started(office)
    with TestCase.captureOnCommitCallbacks(execute=True):
        cancel(actor=SYSTEM, job=job, undo=install_wordpress.undo)
        assert list(tmp_path.iterdir()) != []
    assert Job.objects.get(pk=job.pk).state == Job.State.CANCELLED
    assert not Database.objects.filter(dropped_at=None).exists() and list(tmp_path.iterdir()) == []


def test_one_that_is_cancelled_while_it_is_made_leaves_no_files_either(
    office: NewCustomer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    job, removed = started(office, "blog"), []

    def install(self: Sites, domain: str, folder: str, wanted: Mapping[str, str]) -> tuple[str, str]:
        Job.objects.filter(pk=job.pk).update(is_cancel_wanted=True)
        return "6.1.9", ""

    monkeypatch.setattr(Sites, "install_wordpress", install)
    monkeypatch.setattr(Sites, "remove_wordpress", lambda self, domain, folder: removed.append((domain, folder)))
    monkeypatch.setattr(Run, "waited_for", lambda self, work, words: work())
    settle(Publication.objects.all())
    taken = take("here")
    assert taken is not None
    with TestCase.captureOnCommitCallbacks(execute=True):
        run(taken, "here", {install_wordpress.name: install_wordpress}, lambda: False)
    assert Job.objects.get(pk=job.pk).state == Job.State.CANCELLED and removed == [("ours.example", "blog")]
    assert not Database.objects.filter(dropped_at=None).exists() and list(tmp_path.iterdir()) == []
    assert not Installation.objects.exists()


def test_a_second_one_gets_another_database(office: NewCustomer) -> None:
    started(office), started(office, "blog")
    number = office.domain.site.pk
    assert sorted(Database.objects.values_list("name", flat=True)) == [f"s{number}_wp", f"s{number}_wp2"]


@pytest.mark.parametrize("folder", ["../x", "a/b", "Blog", "a b", "日本", "-x", "x" * 41])
def test_case_018_a_folder_outside_the_grammar_is_refused(folder: str) -> None:
    with pytest.raises(errors.BadFolder):
        rules.check_folder(folder)


@pytest.mark.parametrize("login", ["", "a b", "佐藤", "-a", "a" * 61, "a\nb"])
def test_a_login_that_wordpress_would_change_is_refused(login: str) -> None:
    with pytest.raises(errors.BadLogin):
        rules.check_login(login)


def test_the_page_of_a_staging_copy_says_of_what_it_is_one() -> None:
    office = people.make("わたし", "ours.example")
    made = {"site": office.made.domain.site, "version": "6.1.9"}
    live = Installation.objects.create(**made, folder="blog", database="s1_wp")
    copy = Installation.objects.create(**made, folder="staging", database="s1_wp2", copy_of=live)
    page = people.member(office.made.administrator).get(f"/admin/web/wordpress/{copy.pk}/").content.decode()
    assert "/blog/" in page
