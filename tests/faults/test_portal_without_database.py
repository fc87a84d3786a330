"""The portal of a box whose control database is locked or gone, whose Dovecot hangs, whose web is away: words."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from fumibako.machine.conf import Config
from tests.faults.processes import Processes
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office, Refused
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("A5", "A6")]
AWAY = "メールボックスの状態を取得できません"


@contextlib.contextmanager
def written_elsewhere(config: Config) -> Iterator[None]:
    """Somebody holds the write lock; reading goes on (WAL)."""
    with contextlib.closing(sqlite3.connect(config.database_file, isolation_level=None, timeout=10)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("ROLLBACK")


@contextlib.contextmanager
def gone(config: Config) -> Iterator[None]:
    directory = config.database_file.parent
    aside = directory.with_name("control.aside")
    directory.rename(aside)
    try:
        yield
    finally:
        aside.rename(directory)


@pytest.fixture
def browser(programs: MailPrograms, office: Office, demo: dict[str, Any]) -> Browser:
    return Browser(programs, office.config.hostname).log_in(Person(**demo["administrator"]))


@pytest.mark.parametrize("trouble", [written_elsewhere, gone], ids=lambda trouble: trouble.__name__)
def test_case_103_what_is_sent_meanwhile_is_answered_in_words_and_can_be_sent_again(
    office: Office,
    processes: Processes,
    browser: Browser,
    demo: dict[str, Any],
    new_domain: str,
    trouble: Callable[[Config], contextlib.AbstractContextManager[None]],
) -> None:
    name = new_domain.partition(".")[0]
    form = browser.get("/admin/accounts/add/")
    assert form.status == 200
    with processes.stopped("watchdog", "worker"), trouble(office.config):
        page = browser.submit(form, "/add/", {"local_part": name})
        assert page.status == 503
        assert "入力した内容は失われていません" in page.text
        assert browser.get("/login/").status in (200, 503)
        with pytest.raises(Refused, match="control database cannot be used right now"):
            office.add_account(f"{name}@{demo['domain']}")
        assert browser.get("/admin/").status == (200 if trouble is written_elsewhere else 503)
    made = browser.submit(form, "/add/", {"local_part": name})
    assert made.status == 200, made.text
    assert f"{name}@{demo['domain']}" in made.text
    office.delete_account(Person(f"{name}@{demo['domain']}", ""))


def test_a_dovecot_that_hangs_keeps_nobody_from_the_menus(
    office: Office, processes: Processes, browser: Browser
) -> None:
    """Its numbers are missing, and the page says so; everything else is there."""
    with processes.stopped("watchdog"), processes.frozen("dovecot"):
        page = browser.get("/admin/")
        assert page.status == 200
        assert AWAY in page.text
        assert browser.get("/admin/accounts/").status == 200
    until(lambda: AWAY not in browser.get("/admin/").text, 60)


def test_while_the_web_is_started_anew_a_page_says_so_in_both_languages(
    office: Office, processes: Processes, browser: Browser
) -> None:
    form = browser.get("/admin/accounts/add/")
    with processes.stopped("watchdog", "web"):
        for page in (browser.get("/admin/"), browser.submit(form, "/add/", {"local_part": "nobody"})):
            assert page.status == 503
            assert "もう一度お試しください" in page.text
            assert "try again in a minute" in page.text
            assert "nginx" not in page.text
        assert browser.get("/static/ui/fumibako.css").status == 200
        assert browser.get("/away.html").status == 404  # nobody's own address
    assert until(lambda: browser.get("/admin/").status == 200)
