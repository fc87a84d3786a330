"""The rules of backups (D4): what is kept, what is restored, and what is left when it fails."""

from collections.abc import Callable, Sequence

import pytest
from django.test import TestCase

from fumibako.chapters.console.customers.services import NewCustomer, add_customer, suspend_customer
from fumibako.chapters.contract.plans.queries import contract_of
from fumibako.chapters.hosting.backup import errors, jobs, rules, services
from fumibako.chapters.hosting.backup.models import Backup
from fumibako.chapters.hosting.databases.models import Database
from fumibako.chapters.hosting.databases.services import add_database, drop_database
from fumibako.chapters.hosting.files.errors import SizeUnknown
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.jobs.running import run
from fumibako.groundwork.jobs.services import take
from fumibako.groundwork.notices.models import OutgoingNotice
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.publish.services import settle
from fumibako.machine.daemons.sites.control import Adopted, Made, Sites, Weight
from fumibako.machine.provision.client import AgentFailed

pytestmark = [pytest.mark.django_db, pytest.mark.feature("D4")]
KINDS = {
    kind.name: kind
    for kind in (
        jobs.make_backup,
        jobs.restore_backup,
        jobs.back_up_nightly,
        jobs.back_up_at_night,
        jobs.bring_backup,
    )
}


class Agent:
    """What the agent was asked for. fails: whether it cannot do it now."""

    def __init__(self) -> None:
        self.made: list[tuple[str, str, tuple[str, ...]]] = []
        self.restored: list[tuple[str, str]] = []
        self.removed: list[str] = []
        self.brought: list[str] = []
        self.fails = False
        self.refuses = ""
        self.used, self.weight = 0, Weight(5, 5)
        self.weighed: list[tuple[str, ...]] = []

    def make_backup(self, domain: str, name: str, databases: Sequence[str]) -> Made:
        if self.fails:
            raise AgentFailed("no space")
        self.made.append((domain, name, tuple(databases)))
        return Made(5, ("htdocs", "private"), ())

    def restore_backup(self, domain: str, name: str, *, folder: str = "", database: str = "") -> str:
        self.restored.append((folder, database))
        return self.refuses

    def counted_bytes(self, domain: str) -> int:
        return self.used

    def weigh_backup(
        self, domain: str, name: str, folders: Sequence[str], databases: Sequence[str]
    ) -> tuple[Weight, str]:
        self.weighed.append((*folders, *databases))
        return self.weight, ""

    def adopt_backup(self, domain: str, name: str, *, file: str = "", path: str = "") -> tuple[Adopted, str]:
        """Meanwhile somebody presses "Cancel"."""
        self.brought.append(name)
        Job.objects.update(is_cancel_wanted=True)
        return Adopted(5, ("htdocs",), ()), ""

    def remove_backup(self, domain: str, name: str) -> None:
        self.removed.append(name)


@pytest.fixture
def agent(monkeypatch: pytest.MonkeyPatch) -> Agent:
    agent = Agent()
    for name in (
        *("make_backup", "restore_backup", "remove_backup", "adopt_backup"),
        *("counted_bytes", "weigh_backup"),
    ):
        method: Callable[..., object] = getattr(agent, name)
        monkeypatch.setattr(Sites, name, lambda self, *given, _method=method, **more: _method(*given, **more))
    return agent


@pytest.fixture
def office() -> NewCustomer:
    return add_customer(actor=SYSTEM, name="わたし", domain="ours.example")


def worked(job: Job, owner: str = "") -> Job:
    """What became of the next job. owner: whose it becomes, as a job of nobody's leaves no row."""
    Job.objects.filter(pk=job.pk, owner="").update(owner=owner)
    taken = take("here")
    assert taken is not None and taken.pk == job.pk
    with TestCase.captureOnCommitCallbacks(execute=True):
        run(taken, "here", KINDS, lambda: False)
    return Job.objects.get(pk=job.pk)


def backed_up(office: NewCustomer) -> Job:
    return worked(services.start_backup(actor=SYSTEM, site=office.domain.site, owner="x", kind=jobs.make_backup))


def test_a_backup_has_every_database_of_the_site(office: NewCustomer, agent: Agent) -> None:
    shop = add_database(actor=SYSTEM, site=office.domain.site, name="shop", password="Kaban-to-kasa-77")
    gone = add_database(actor=SYSTEM, site=office.domain.site, name="gone", password="Kaban-to-kasa-77")
    drop_database(actor=SYSTEM, database=gone)
    assert backed_up(office).state == Job.State.DONE
    assert [databases for _, _, databases in agent.made] == [(shop.name,)]
    assert Backup.objects.get().databases == [shop.name]


def test_only_so_many_are_kept_and_the_oldest_go_after_a_new_one_is_there(office: NewCustomer, agent: Agent) -> None:
    services.set_backup_plan(actor=SYSTEM, site=office.domain.site, is_nightly=False, kept=2)
    for _ in range(3):
        backed_up(office)
    assert Backup.objects.count() == 2
    assert agent.removed == [agent.made[0][1]]
    agent.fails = True
    failed = backed_up(office)
    assert (failed.state, failed.message) == (Job.State.FAILED, str(errors.BackupFailed()))
    assert Backup.objects.count() == 2 and len(agent.removed) == 2
    assert agent.removed[1] not in Backup.objects.values_list("file", flat=True)


def test_everything_is_every_folder_and_every_database_and_those_that_were_deleted_are_added(
    office: NewCustomer, agent: Agent
) -> None:
    shop, gone = (
        add_database(actor=SYSTEM, site=office.domain.site, name=name, password="Kaban-to-kasa-77")
        for name in ("shop", "gone")
    )
    backed_up(office)
    drop_database(actor=SYSTEM, database=gone)
    backup = Backup.objects.get()
    start = {"actor": SYSTEM, "backup": backup, "owner": "x", "kind": jobs.restore_backup}
    job = services.start_restore(what="all", **start)
    settle(Publication.objects.all())
    assert worked(job).state == Job.State.DONE
    assert agent.restored == [("htdocs", ""), ("private", ""), ("", gone.name), ("", shop.name)]
    again = Database.objects.get(name=gone.name, dropped_at=None)
    assert (again.pk > gone.pk, again.password_hash) == (True, gone.password_hash)
    deep = services.start_restore(what="folder:htdocs/a/b.txt", **start)
    assert deep.arguments["what"] == "folder:htdocs/a/b.txt"
    for what in (
        "folder:/etc",
        "folder:private/../../x",
        "folder:tmp/x",
        "folder:htdocs/../..",
        "database:mysql",
        "",
        "everything",
    ):
        with pytest.raises(errors.NotInBackup):
            services.start_restore(what=what, **start)


def test_all_of_a_restoring_has_room_or_nothing_is_overwritten(office: NewCustomer, agent: Agent) -> None:
    shop = add_database(actor=SYSTEM, site=office.domain.site, name="shop", password="Kaban-to-kasa-77")
    backed_up(office)
    start = {"actor": SYSTEM, "backup": Backup.objects.get(), "what": "all", "owner": "x", "kind": jobs.restore_backup}
    settle(Publication.objects.all())
    agent.used = contract_of(office.customer).web_disk_bytes - (3 << 20)
    agent.weight = Weight(9 << 20, 5 << 20)
    ended = worked(services.start_restore(**start))
    assert ended.state == Job.State.FAILED and agent.restored == []
    assert agent.weighed == [("htdocs", "private", shop.name)]
    assert all(words in ended.message for words in ("9 MB", "5 MB", "4 MB", "3 MB"))
    agent.weight = Weight(8 << 20, 5 << 20)
    assert worked(services.start_restore(**start)).state == Job.State.DONE
    agent.used, agent.weight = 1 << 60, Weight(5, 5)
    assert worked(services.start_restore(**start)).state == Job.State.DONE


def test_where_the_disk_cannot_be_counted_nothing_is_overwritten(
    office: NewCustomer, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Sites, domain: str) -> int:
        raise AgentFailed("du has counted nothing")

    backed_up(office)
    monkeypatch.setattr(Sites, "counted_bytes", fail)
    job = services.start_restore(
        actor=SYSTEM, backup=Backup.objects.get(), what="all", owner="x", kind=jobs.restore_backup
    )
    assert (worked(job).message, agent.restored) == (str(SizeUnknown()), [])


def test_why_something_was_not_restored_is_said(office: NewCustomer, agent: Agent) -> None:
    backed_up(office)
    agent.refuses = "htdocs is something else now"
    job = services.start_restore(
        actor=SYSTEM, backup=Backup.objects.get(), what="folder:htdocs", owner="x", kind=jobs.restore_backup
    )
    ended = worked(job)
    assert (ended.state, agent.refuses in ended.message) == (Job.State.FAILED, True)


def test_each_night_those_who_want_it_are_backed_up_and_one_that_fails_holds_up_nobody(
    office: NewCustomer, agent: Agent
) -> None:
    suspended = add_customer(actor=SYSTEM, name="とめた", domain="stopped.example")
    by_hand = add_customer(actor=SYSTEM, name="てで", domain="hand.example")
    for each, is_nightly in ((office, True), (suspended, True), (by_hand, False)):
        services.set_backup_plan(actor=SYSTEM, site=each.domain.site, is_nightly=is_nightly, kept=1)
    suspend_customer(actor=SYSTEM, customer=suspended.customer)
    later = add_customer(actor=SYSTEM, name="あと", domain="later.example")
    services.set_backup_plan(actor=SYSTEM, site=later.domain.site, is_nightly=True, kept=1)
    worked(jobs.back_up_nightly.enqueue(actor=SYSTEM, owner="x"))
    agent.fails = True
    first, second = Job.objects.filter(kind=jobs.back_up_at_night.name).order_by("queued_at")
    assert worked(first).state == Job.State.FAILED
    office.domain.site.backup_plan.refresh_from_db()
    assert office.domain.site.backup_plan.failed_at
    assert OutgoingNotice.objects.get(key="nightly_backup_failed").recipient == "administrator@ours.example"
    agent.fails = False
    worked(second, "x")
    assert [domain for domain, _, _ in agent.made] == ["later.example"]
    assert Backup.objects.get().is_nightly


@pytest.mark.django_db(transaction=True)
def test_a_file_whose_job_is_cancelled_meanwhile_leaves_nothing_behind(office: NewCustomer, agent: Agent) -> None:
    job = services.start_bring(
        actor=SYSTEM,
        site=office.domain.site,
        file_name="",
        path="private/site.tar.gz",
        content=(),
        owner="x",
        kind=jobs.bring_backup,
    )
    assert worked(job).state == Job.State.CANCELLED
    assert agent.removed == agent.brought and agent.brought
    assert not Backup.objects.exists()


def test_a_second_press_of_the_button_is_the_same_backup(office: NewCustomer) -> None:
    start = {"actor": SYSTEM, "site": office.domain.site, "owner": "x", "kind": jobs.make_backup}
    assert services.start_backup(**start).pk == services.start_backup(**start).pk


def test_what_is_not_in_the_backup_and_goes_for_it_is_told_before() -> None:
    left_out = ["htdocs/old", "htdocs/older/x", "private/y"]
    told = {
        "": left_out,
        "htdocs": left_out[:2],
        "htdocs/old": left_out[:1],
        "htdocs/ol": [],
        "private": left_out[2:],
    }
    assert {folder: rules.lost(rules.Part(folder=folder), left_out) for folder in told} == told
    assert rules.lost(rules.Part(database="s1_shop"), left_out) == []


@pytest.mark.parametrize("number", [0, 11])
def test_the_number_that_is_kept_has_limits(number: int) -> None:
    with pytest.raises(errors.BadKept):
        rules.check_kept(number)


def test_a_deleted_backup_is_gone_with_its_file(office: NewCustomer, agent: Agent) -> None:
    backed_up(office)
    backup = Backup.objects.get()
    with TestCase.captureOnCommitCallbacks(execute=True):
        services.delete_backup(actor=SYSTEM, backup=backup)
    assert (Backup.objects.count(), agent.removed) == (0, [backup.file])


def test_no_backup_begins_while_the_site_is_being_restored(office: NewCustomer, agent: Agent) -> None:
    backed_up(office)
    restoring = services.start_restore(
        actor=SYSTEM, backup=Backup.objects.get(), what="all", owner="x", kind=jobs.restore_backup
    )
    assert take("here") == restoring
    services.start_backup(actor=SYSTEM, site=office.domain.site, owner="y", kind=jobs.make_backup)
    assert take("here") is None
