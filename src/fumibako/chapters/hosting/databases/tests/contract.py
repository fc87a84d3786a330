from django.conf import settings
from django.utils import timezone

from fumibako.chapters.hosting.databases import services
from fumibako.chapters.hosting.databases.jobs import dump_database, load_database
from fumibako.chapters.hosting.databases.models import Database, DatabaseUser
from fumibako.chapters.identity.logins.models import Login, SignIn
from fumibako.machine.daemons.mariadb.control import Mariadbs
from tests.contracts.declared import CANARY, PERSON, Answer, Contract
from tests.contracts.people import Office


def _database(office: Office) -> Database:
    site = office.made.domain.site
    there = site.databases.filter(dropped_at=None).first()
    return there or services.add_database(actor=PERSON, site=site, name="shop", password=CANARY)


def _load(office: Office) -> None:
    services.start_load(
        actor=PERSON,
        database=_database(office),
        file_name="shop.sql",
        content=[b"SELECT 1;\n"],
        empties=False,
        owner="",
        kind=load_database,
    )


class _NoMariadb(Mariadbs):
    def lend(self, database: str, password_hash: str) -> None:
        return None


def _open(office: Office) -> None:
    login = Login.objects.filter(kind=Login.Kind.MEMBER, customer=office.made.customer).first()
    now = timezone.now()
    sign_in = SignIn.objects.create(token_hash=CANARY, login=login, proof="", created_at=now, seen_at=now)
    services.open_database(
        actor=PERSON, sign_in=sign_in, database=_database(office), mariadb=_NoMariadb(settings.FUMIBAKO)
    )


def _drop_all(office: Office) -> None:
    _database(office)
    services.drop_databases(actor=PERSON, domain=office.made.domain)


def _user(office: Office) -> DatabaseUser:
    database = _database(office)
    made = {"database": database, "password_hash": f"*{'0' * 40}"}
    return database.users.first() or DatabaseUser.objects.create(**made, name=f"{database.name}r")


CONTRACT = Contract(
    uses={
        services.add_database_user: lambda o: services.add_database_user(
            actor=PERSON, database=_database(o), name="guest", password=CANARY, reads_only=True
        ),
        services.set_user_password: lambda o: services.set_user_password(actor=PERSON, user=_user(o), password=CANARY),
        services.drop_database_user: lambda o: services.drop_database_user(actor=PERSON, user=_user(o)),
        services.bring_back_database: lambda o: services.bring_back_database(
            actor=PERSON, site=o.made.domain.site, name=f"s{o.made.domain.site.pk}_former"
        ),
        services.add_database: _database,
        services.set_database_password: lambda o: services.set_database_password(
            actor=PERSON, database=_database(o), password=CANARY
        ),
        services.drop_database: lambda o: services.drop_database(actor=PERSON, database=_database(o)),
        services.drop_databases: _drop_all,
        services.start_dump: lambda o: services.start_dump(
            actor=PERSON, database=_database(o), owner="", kind=dump_database
        ),
        services.start_load: _load,
        services.open_database: _open,
    },
    values=lambda office: {"database": _database(office).name, "database_user": _user(office).name},
    nobodys={"database": "s999999_shop", "database_user": "s999999_reader"},
    posted_only=("adminmenu:dump_database",),
    answers=(
        Answer("/admin/web/databases/add/", {"name": "a b"}, 422),
        Answer("/admin/web/databases/{database}/password/", {"password_by": "made"}, 200),
        Answer("/admin/web/databases/{database}/load/", {}, 422),
        Answer("/admin/web/databases/{database}/users/add/", {"name": "a b"}, 422),
        Answer("/admin/web/databases/users/{database_user}/password/", {"password_by": "made"}, 200),
        Answer("/admin/web/databases/{database}/drop/", {"name": "other"}, 422),
    ),
)
