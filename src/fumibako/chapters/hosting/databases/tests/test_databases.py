"""The rules of databases (D3), and what a change leaves behind."""

import contextlib
import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.test import TestCase
from django.utils import timezone

from fumibako.chapters.console.customers.services import (
    NewCustomer,
    add_customer,
    delete_customer,
    resume_customer,
    suspend_customer,
)
from fumibako.chapters.contract.plans.queries import contract_of
from fumibako.chapters.hosting.databases import api, errors, jobs, rules, services
from fumibako.chapters.hosting.databases.models import Database, DatabaseUser
from fumibako.chapters.hosting.databases.snapshot import databases_of
from fumibako.chapters.hosting.files import rules as files_rules
from fumibako.chapters.identity.logins.errors import BadPassword
from fumibako.chapters.identity.logins.models import SignIn
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.jobs import files
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.jobs.running import run
from fumibako.groundwork.jobs.services import take
from fumibako.groundwork.programs import Caller, ProgramRequest
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.publish.queries import is_settled
from fumibako.groundwork.publish.services import settle
from fumibako.groundwork.tenancy.roles import Role
from fumibako.machine.daemons.mariadb.control import Mariadbs
from fumibako.machine.daemons.sites.control import Sites
from fumibako.machine.formats.mariadb import native_hash
from fumibako.machine.state import Aspect, Dropped

pytestmark = [pytest.mark.django_db, pytest.mark.feature("D3")]
PASSWORD = "Kaban-to-kasa-77"


@pytest.fixture
def office() -> NewCustomer:
    return add_customer(actor=SYSTEM, name="わたし", domain="ours.example")


@pytest.fixture
def shop(office: NewCustomer) -> Database:
    return services.add_database(actor=SYSTEM, site=office.domain.site, name="shop", password=PASSWORD)


def test_a_new_database_is_wanted_with_its_user_and_its_password_is_kept_as_a_hash(shop: Database) -> None:
    wanted = databases_of("ours.example")
    assert wanted and [(d.name, d.number, d.is_locked) for d in wanted.there] == [(shop.name, shop.pk, False)]
    assert wanted.there[0].password_hash == native_hash(PASSWORD)
    assert shop.name == f"s{shop.site_id}_shop"
    assert not is_settled(Aspect.DATABASES, "ours.example")
    assert PASSWORD not in str([*Entry.objects.values(), *Database.objects.values()])


def test_a_site_without_a_database_wants_nothing(office: NewCustomer) -> None:
    assert databases_of("ours.example") is None
    assert not Publication.objects.filter(aspect=Aspect.DATABASES.value).exists()


@pytest.mark.parametrize("name", ["", "_shop", "9shop", "a-b", "a`b", "a b", "日本", "a" * 21, "s0_x'", "x%"])
def test_case_019_a_name_outside_the_grammar_is_refused(office: NewCustomer, name: str) -> None:
    with pytest.raises(errors.BadName):
        rules.check_name(name, office.domain.site.pk)


@pytest.mark.parametrize("password", ["short", "shop2026" * 20, "日本語のパスワード", "a\tb-to-kasa-77"])
def test_case_019_a_password_that_nobody_could_type_is_refused(office: NewCustomer, password: str) -> None:
    with pytest.raises(BadPassword):
        services.add_database(actor=SYSTEM, site=office.domain.site, name="shop", password=password)
    assert databases_of("ours.example") is None


def test_a_name_is_taken_until_the_database_is_dropped_and_then_another_ones(
    office: NewCustomer, shop: Database
) -> None:
    again = {"actor": SYSTEM, "site": office.domain.site, "name": shop.name, "password": PASSWORD}
    with pytest.raises(errors.NameTaken):
        services.add_database(**again)
    services.drop_database(actor=SYSTEM, database=shop)
    new = services.add_database(**again)
    wanted = databases_of("ours.example")
    assert wanted and wanted.dropped == (Dropped(name=shop.name, number=shop.pk),)
    assert [d.number for d in wanted.there] == [new.pk]
    assert new.pk != shop.pk


def test_too_many_databases_are_refused(office: NewCustomer, monkeypatch: pytest.MonkeyPatch, shop: Database) -> None:
    monkeypatch.setattr(rules, "MAX_DATABASES", 1)
    with pytest.raises(errors.TooManyDatabases):
        services.add_database(actor=SYSTEM, site=office.domain.site, name="blog", password=PASSWORD)


def test_case_049_a_suspended_customers_users_are_kept_out(office: NewCustomer, shop: Database) -> None:
    settle(Publication.objects.all())
    suspend_customer(actor=SYSTEM, customer=office.customer)
    wanted = databases_of("ours.example")
    assert wanted and wanted.there[0].is_locked
    assert not is_settled(Aspect.DATABASES, "ours.example")
    resume_customer(actor=SYSTEM, customer=office.customer)
    wanted = databases_of("ours.example")
    assert wanted and not wanted.there[0].is_locked


def test_databases_go_with_the_customer_and_the_order_outlives_its_rows(office: NewCustomer, shop: Database) -> None:
    settle(Publication.objects.all())
    delete_customer(actor=SYSTEM, customer=office.customer)
    wanted = databases_of("ours.example")
    assert wanted and (wanted.there, [each.name for each in wanted.dropped]) == ((), [shop.name])
    assert not is_settled(Aspect.DATABASES, "ours.example")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(settings.FUMIBAKO), "jobs", property(lambda self: tmp_path))


@pytest.mark.usefixtures("kept")
def test_a_packed_dump_is_unpacked_in_its_place() -> None:
    packed = files.keep([gzip.compress(b"SELECT 1;\n" * 100)])
    plain = files.keep([b"SELECT 1;\n"])
    assert files.read(jobs._unpacked(packed)) == b"SELECT 1;\n" * 100
    assert files.read(jobs._unpacked(plain)) == b"SELECT 1;\n"


@pytest.mark.usefixtures("kept")
def test_a_dump_that_unpacks_beyond_the_limit_is_refused_and_nothing_of_it_stays(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(jobs, "MAX_DUMP_BYTES", 1 << 20)
    bomb = files.keep([gzip.compress(b"\0" * (8 << 20))])
    with pytest.raises(errors.DumpTooLarge):
        jobs._unpacked(bomb)
    assert [path.name for path in tmp_path.iterdir()] == [bomb]
    with pytest.raises(errors.NotADump):
        jobs._unpacked(files.keep([b"\x1f\x8bnot gzip"]))


def test_a_full_web_disk_takes_no_more_and_an_unknown_one_keeps_nobody_from_working(
    shop: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract = contract_of(shop.site.domain.customer) if shop.site else None
    assert shop.site and contract
    for used, is_refused in ((contract.web_disk_bytes, True), (contract.web_disk_bytes - 1, False), (None, False)):
        monkeypatch.setattr(files_rules, "web_bytes", lambda customer, used=used: used)
        with pytest.raises(errors.NoRoom) if is_refused else contextlib.nullcontext():
            rules.check_space(shop.site)


@pytest.mark.usefixtures("kept")
def test_an_sql_file_that_is_larger_than_what_is_left_is_not_imported(
    shop: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shop.site
    limit, loaded = contract_of(shop.site.domain.customer).web_disk_bytes, []
    monkeypatch.setattr(Sites, "counted_bytes", lambda self, domain: limit - 1000)
    monkeypatch.setattr(Sites, "load_dump", lambda self, *given, space, **more: loaded.append(space) or "")
    monkeypatch.setattr(Mariadbs, "load", lambda self, name, file, *, empties: loaded.append(file) or "")
    monkeypatch.setattr(Mariadbs, "bytes_of", lambda self, domain: {shop.name: 500})

    def ended(content: bytes, *, empties: bool, path: str = "") -> str:
        given = {"file_name": "a.sql.gz", "content": [gzip.compress(content)], "path": path, "empties": empties}
        job = services.start_load(actor=SYSTEM, database=shop, owner="x", kind=jobs.load_database, **given)
        taken = take("here")
        assert taken == job
        with TestCase.captureOnCommitCallbacks(execute=True):
            run(taken, "here", {job.kind: jobs.load_database}, lambda: False)
        return Job.objects.get(pk=job.pk).message

    message = ended(b"x" * 1400, empties=False)
    assert "1.4 KB" in message and "1000 B" in message and loaded == []
    assert "1.5 KB" in ended(b"x" * 1501, empties=True) and loaded == []
    ended(b"x" * 1500, empties=True)
    ended(b"", empties=False, path="private/a.sql")
    assert len(loaded) == 2 and loaded[1] == 1000


@pytest.mark.usefixtures("kept")
def test_a_second_import_waits_for_the_first_and_a_second_export_is_the_first(shop: Database) -> None:
    load = {
        **{"actor": SYSTEM, "database": shop, "file_name": "a.sql", "content": [b"SELECT 1;"], "empties": True},
        **{"owner": "x", "kind": jobs.load_database},
    }
    services.start_load(**load)
    with pytest.raises(errors.ImportUnderWay):
        services.start_load(**load)
    dump = {"actor": SYSTEM, "database": shop, "owner": "x", "kind": jobs.dump_database}
    assert services.start_dump(**dump).pk == services.start_dump(**dump).pk


@pytest.mark.usefixtures("kept")
def test_only_the_newest_export_is_kept(shop: Database) -> None:
    old, new = (
        jobs.dump_database.enqueue(actor=SYSTEM, owner="x", customer_number="", database=shop.pk) for _ in range(2)
    )
    for each in (old, new):
        files.write(str(each.pk), b"SELECT 1;")
        Job.objects.filter(pk=each.pk).update(result_name="shop.sql")
    jobs._forget_older(new, shop)
    old.refresh_from_db()
    assert (old.result_name, files.exists(str(old.pk)), files.exists(str(new.pk))) == ("", False, True)


class Server(Mariadbs):
    """Notes what is lent."""

    def __init__(self) -> None:
        super().__init__(settings.FUMIBAKO)
        object.__setattr__(self, "lent", [])

    def lend(self, database: str, password_hash: str) -> None:
        self.lent.append((database, password_hash))


@pytest.fixture
def sign_in(office: NewCustomer) -> SignIn:
    login = office.administrator.mailbox.login
    now = timezone.now()
    return SignIn.objects.create(token_hash="x", login=login, proof="", created_at=now, seen_at=now)


def test_a_database_is_lent_once_for_a_session_and_again_after_an_hour(shop: Database, sign_in: SignIn) -> None:
    server = Server()

    def opened() -> str:
        return services.open_database(actor=SYSTEM, sign_in=sign_in, database=shop, mariadb=server)

    password = opened()
    assert opened() == password and server.lent == [(shop.name, native_hash(password))]
    shop.openings.update(lent_at=timezone.now() - services.GOOD_FOR)
    assert opened() == password and len(server.lent) == 2
    assert Entry.objects.filter(action="database.open").count() == 1
    assert password not in str([*Entry.objects.values(), *shop.openings.values()])


def test_the_end_of_the_session_and_a_new_password_end_an_opening(shop: Database, sign_in: SignIn) -> None:
    server = Server()
    first = services.open_database(actor=SYSTEM, sign_in=sign_in, database=shop, mariadb=server)
    services.set_database_password(actor=SYSTEM, database=shop, password=f"{PASSWORD}x")
    assert services.open_database(actor=SYSTEM, sign_in=sign_in, database=shop, mariadb=server) != first
    sign_in.delete()
    assert not shop.openings.exists()


def test_a_suspended_customers_openings_end(office: NewCustomer, shop: Database, sign_in: SignIn) -> None:
    """MariaDB forgets what it has lent when the user is kept out or let in."""
    services.open_database(actor=SYSTEM, sign_in=sign_in, database=shop, mariadb=Server())
    suspend_customer(actor=SYSTEM, customer=office.customer)
    assert not shop.openings.exists()


def test_a_full_web_disk_gets_no_new_database(office: NewCustomer, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = contract_of(office.customer).web_disk_bytes
    monkeypatch.setattr(files_rules, "web_bytes", lambda customer: limit)
    with pytest.raises(errors.NoRoom):
        services.add_database(actor=SYSTEM, site=office.domain.site, name="shop", password=PASSWORD)
    monkeypatch.setattr(files_rules, "web_bytes", lambda customer: limit - 1)
    services.add_database(actor=SYSTEM, site=office.domain.site, name="shop", password=PASSWORD)


def test_a_further_user_is_wanted_until_it_or_its_database_goes(shop: Database) -> None:
    def add(name: str) -> DatabaseUser:
        given = {"database": shop, "name": name, "password": PASSWORD, "reads_only": True}
        return services.add_database_user(actor=SYSTEM, **given)

    reader = add("reader")
    wanted = databases_of("ours.example")
    assert wanted and [(u.name, u.database, u.reads_only) for u in wanted.users] == [(reader.name, shop.name, True)]
    with pytest.raises(errors.UserTaken):
        add("reader")
    with pytest.raises(errors.NameTaken):
        add("shop")
    services.drop_database_user(actor=SYSTEM, user=reader)
    add("reader")
    services.drop_database(actor=SYSTEM, database=shop)
    left = databases_of("ours.example")
    assert left and left.users == ()
    again = services.bring_back_database(actor=SYSTEM, site=shop.site, name=shop.name)
    assert again.password_hash == native_hash(PASSWORD) and again.pk != shop.pk
    services.add_database_user(actor=SYSTEM, database=again, name="reader", password=PASSWORD, reads_only=False)


def test_a_program_adds_further_users_of_the_callers_databases_only(
    office: NewCustomer, shop: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "wait_until_settled", lambda aspect, key: "live")
    monkeypatch.setattr(Mariadbs, "bytes_of", lambda self, domain: {shop.name: 1})
    own, other = _program(office), _program(add_customer(actor=SYSTEM, name="となり", domain="theirs.example"))
    at = ("ours.example", shop.name)
    made = api.add_user(own, *at, api.NewUser(name="reader", reads_only=True))
    assert (made.name, made.database) == (shop.name.replace("shop", "reader"), shop.name) and made.password
    (listed,) = api.listed(own, "ours.example")
    assert [(user.name, user.reads_only) for user in listed.users] == [(made.name, True)]
    changed = api.set_user_password(own, *at, made.name, api.GivenPassword(password=PASSWORD))
    assert changed.password == PASSWORD
    with pytest.raises(errors.NoSuchSite):
        api.drop_user(other, *at, made.name)
    assert api.drop_user(own, *at, made.name).name == made.name
    with pytest.raises(errors.NoSuchUser):
        api.drop_user(own, *at, made.name)


def _program(customer: NewCustomer) -> ProgramRequest:
    request = ProgramRequest()
    request.caller = Caller(SYSTEM, customer.domain.customer, Role.EVERYTHING, owner="")
    return request
