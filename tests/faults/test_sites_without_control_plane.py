"""Web, worker, agent and database are away: customers' sites, PHP, databases, FTP and DNS go on."""

import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from fumibako.machine.conf import Config
from tests.faults.processes import Processes
from tests.faults.test_control_plane_down import gone, locked, stopped
from tests.journeys.clients import MailPrograms, until
from tests.journeys.database import READ, ROWS, TABLE, Made, add, ask
from tests.journeys.office import Office
from tests.journeys.test_dns import Resolver
from tests.journeys.test_ftp import logged_in, set_password
from tests.journeys.web import Browser
from tests.journeys.website import Website
from tests.long import cases

pytestmark = [pytest.mark.box, pytest.mark.feature("D1")]


@dataclass(frozen=True)
class Used:
    """A site with everything that people use of it."""

    site: Website
    database: Made
    rows: str
    ftp_password: str

    def page(self) -> None:
        assert "our shop" in self.site.visit("/index.html").text

    def program(self) -> None:
        assert "sum 42" in self.site.visit("/sum.php").text

    def table(self) -> None:
        assert self.rows in self.site.visit("/db.php").text

    def ftp(self) -> None:
        with logged_in(self.site.office, self.site.domain, self.ftp_password) as ftp:
            assert "index.html" in ftp.nlst()

    def name(self) -> None:
        resolver = Resolver(self.site.office)
        assert resolver.values(f"www.{self.site.domain}", "A") == {self.site.office.config.settings.box.listen}

    def everything(self) -> tuple[Callable[[], None], ...]:
        return (self.page, self.program, self.table, self.ftp, self.name)


@pytest.fixture
def used(office: Office, programs: MailPrograms, new_domain: str) -> Used:
    administrator = office.add_customer("株式会社つづく", new_domain)
    office.settled(new_domain)
    site, browser = Website(office, new_domain), Browser(programs, office.config.hostname).log_in(administrator)
    site.put("htdocs/index.html", "<p>our shop")
    site.put("htdocs/sum.php", "<?php echo 'sum ', 40 + 2;")
    database, password = add(office, browser, new_domain), set_password(browser)
    office.settled(new_domain)
    rows = ask(site, database, TABLE, ROWS, READ)
    assert "refused" not in rows
    return Used(site, database, rows, password)


@pytest.mark.parametrize(
    "trouble", cases({"stopped": stopped, "locked": locked, "gone": gone}, long={"locked", "gone"})
)
def test_case_103_sites_go_on_without_the_control_plane(
    office: Office,
    processes: Processes,
    used: Used,
    site_probes: int,
    trouble: Callable[[Processes, Config], contextlib.AbstractContextManager[None]],
) -> None:
    failures: list[str] = []
    assert ask(used.site, used.database, READ) == used.rows  # and this page stays

    def probe(number: int) -> None:
        each = used.everything()[number % 5]
        try:
            each()
        except Exception as failure:  # any failure at all is what we count
            failures.append(f"{number} {each.__name__}: {failure!r}")

    with trouble(processes, office.config), ThreadPoolExecutor(4) as pool:
        list(pool.map(probe, range(site_probes * 5)))
    until(office.answers)
    assert failures == []
