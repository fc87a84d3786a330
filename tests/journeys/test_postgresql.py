"""A whole box on PostgreSQL, by one line of the TOML: made, used, and the server away for a while."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from fumibako.machine.conf import load
from tests.conftest import Box
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.web import Browser
from tests.ports import free_base, free_port

pytestmark = [pytest.mark.box, pytest.mark.feature("B1", "E1")]
PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/nowhere"))


@dataclass
class Server:
    """A PostgreSQL of our own on a free loopback port, as Debian's user postgres."""

    home: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/fumibako"

    def make(self) -> None:
        shutil.chown(self.home, "postgres")
        self._run("initdb", "--auth", "trust", "--no-sync", "--encoding", "UTF8", "--locale", "C")
        self.start()
        with psycopg.connect(f"postgresql://postgres@127.0.0.1:{self.port}/postgres", autocommit=True) as database:
            database.execute("CREATE DATABASE fumibako")

    def start(self) -> None:
        settings = (
            f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self.home} -c fsync=off"
        )
        self._run("pg_ctl", "-l", str(self.home / "log"), "-s", "-w", "-o", settings, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-m", "immediate", "-s", "stop")

    def _run(self, program: str, *words: str) -> None:
        subprocess.run(
            (str(PROGRAMS / program), "-D", str(self.home / "data"), *words),
            user="postgres",
            group="postgres",
            extra_groups=(),
            cwd="/",
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    home = Path(tempfile.mkdtemp(prefix="fb-pg-", dir="/tmp"))
    made = Server(home, free_port())
    try:
        made.make()
        yield made
    finally:
        made.stop()
        shutil.rmtree(home)


@pytest.fixture(scope="module")
def office(server: Server) -> Iterator[Office]:
    state = Path(tempfile.mkdtemp(prefix="fb-", dir="/tmp"))
    state.chmod(0o755)
    (state / "fumibako.toml").write_text(
        f'[box]\nport_base = {free_base()}\n[database]\nurl = "{server.url}"\n[engines]\ndownload_signatures = false\n'
    )
    box = Box(load(state=state))
    try:
        box.command("up", "--detach", "--small-demo")
        yield Office(box.config)
    finally:
        box.command("down")
        shutil.rmtree(state)


@pytest.fixture(scope="module")
def programs(office: Office) -> MailPrograms:
    config = office.config
    return MailPrograms.of(office.status(), config.tls / "certificate.pem", config.hostname)


def test_nothing_of_it_is_in_sqlite(office: Office) -> None:
    assert not office.config.database_file.exists()


def test_customers_and_accounts_are_made_by_command_and_in_the_browser(office: Office, programs: MailPrograms) -> None:
    administrator = office.add_customer("株式会社髙橋", "pg.example")
    taro = office.add_account("taro@pg.example")
    until(lambda: programs.logs_in(taro), 10)
    browser = Browser(programs, office.config.hostname).log_in(administrator)
    hanako = Person("hanako@pg.example", "Kaban-to-kasa-77")
    typed = {"local_part": "hanako", "password_by": "typed", "password": hanako.password}
    page = browser.submit(browser.get("/admin/accounts/add/"), "/add/", typed)
    assert page.status == 200, page.text
    until(lambda: programs.logs_in(hanako), 10)
    assert "hanako@pg.example" in browser.get("/admin/accounts/?search=HANA").text
    office.suspend_account(taro)
    until(lambda: not programs.logs_in(taro), 10)


def test_a_copy_comes_back_into_an_empty_database(office: Office, server: Server) -> None:
    """Restored beside the box that runs, and not started."""
    office.add_customer("株式会社複製", "copied.example")
    with tempfile.TemporaryDirectory(prefix="fb-copy-", dir="/tmp") as directory:
        copy, state = Path(directory) / "copy", Path(directory) / "state"
        Box(office.config).command("backup", str(copy))
        assert (copy / "control.dump").exists()
        with psycopg.connect(server.url, autocommit=True) as database:
            database.execute("CREATE DATABASE restored")
        state.mkdir()
        url = server.url.replace("/fumibako", "/restored")
        (state / "fumibako.toml").write_text(f'[database]\nurl = "{url}"\n')
        Box(load(state=state)).command("restore", str(copy))
        for address in (server.url, url):
            with psycopg.connect(address) as database:
                names = database.execute("SELECT name FROM tenancy_domain ORDER BY name").fetchall()
            assert ("copied.example",) in names
        assert (state / "secrets" / "django").read_bytes() == (office.config.secrets / "django").read_bytes()


def test_case_103_without_its_database_the_portal_says_so_and_mail_goes_on(
    office: Office, programs: MailPrograms, server: Server
) -> None:
    user = Person(**office.status()["demo"]["users"][0])
    browser = Browser(programs, office.config.hostname).log_in(user)
    server.stop()
    try:
        assert programs.logs_in(user)
        page = browser.get("/user/")
        assert page.status == 503
        assert "メール" in page.text
    finally:
        server.start()
    until(lambda: browser.get("/user/").status == 200, 30)
    until(lambda: programs.logs_in(office.add_account("jiro@sample.example")), 30)
