"""From a contract to more accounts and back (E1–E4): sold, noticed, ordered on My Page, approved, in use, cancelled."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from fumibako.machine.daemons import own
from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office, Refused
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("E1", "E2", "E4")]
OUTSIDER = "hanako@out.example"
OWN = "Keiyaku-no-kagi-55"
END = """\
from datetime import date
from fumibako.chapters.contract.options.services import end_cancelled
end_cancelled(date.fromisoformat({day!r}))
"""
FILL = """\
from fumibako.chapters.mail.accounts.services import add_account
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.tenancy.models import Domain
for number in range({first}, {last} + 1):
    add_account(actor=SYSTEM, domain=Domain.objects.get(name={domain!r}), local_part=f"user{{number}}")
"""


def fumibako(office: Office, *words: str) -> Any:
    command = (sys.executable, "-m", "fumibako.cli", *words, "--json", "--state", str(office.config.state))
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout)


def as_if_it_were(office: Office, day: date) -> None:
    """What the background process does on that day."""
    manage(office, END.format(day=day.isoformat()))


def manage(office: Office, code: str) -> None:
    environment = {**os.environ, **own.environment(office.config)}
    command = (sys.executable, "-m", "django", "shell", "-c", code)
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60, umask=0o007)


def receives(programs: MailPrograms, person: Person) -> None:
    until(lambda: programs.rcpt(person.address) == 250)
    mail = mails.plain(OUTSIDER, person.address)
    programs.deliver(mail, OUTSIDER, person.address)
    programs.wait_for(person, mail)


def test_accounts_are_ordered_on_my_page_used_and_given_back_without_losing_one(
    programs: MailPrograms, office: Office, new_domain: str
) -> None:
    sold = fumibako(office, "customer", "add", "株式会社けいやく", new_domain)
    number, limit = sold["number"], lambda: _customer(office, number)["accounts_max"]
    first = office.add_account(f"user2@{new_domain}")
    manage(office, FILL.format(first=3, last=50, domain=new_domain))
    with pytest.raises(Refused):
        office.add_account(f"user51@{new_domain}")

    browser = Browser(programs, office.config.hostname)
    page = browser.submit(
        browser.get("/mypage/login/"), "/login/", {"login": number, "password": sold["mypage"]["password"]}
    )
    assert page.path == "/mypage/first/", page.text
    chosen = {"password": OWN, "again": OWN, "contact": "somu@out.example"}
    assert browser.submit(page, "/first/", chosen).path == "/mypage/"
    sheet = browser.get("/mypage/notice.pdf").content
    read = subprocess.run(("pdftotext", "-", "-"), input=sheet, check=True, capture_output=True, timeout=60).stdout
    assert number in read.decode() and sold["administrator"]["password"] in read.decode()
    confirm = browser.submit(browser.get("/mypage/options/mail-accounts/"), "/mail-accounts/", {"packs": "1"})
    done = browser.submit(confirm, "/mail-accounts/", {"step": "order"})
    again = browser.submit(confirm, "/mail-accounts/", {"step": "order"})
    assert done.path == again.path and done.path.startswith("/mypage/orders/R"), done.text
    order = done.path.split("/")[3]
    assert limit() == 50
    assert fumibako(office, "order", "approve", order)["state"] == "active"
    administrator = Browser(programs, office.config.hostname).log_in(Person(**sold["administrator"]))
    assert re.search(r"50\s*/\s*60", re.sub(r"<[^>]+>", " ", administrator.get("/admin/").text))
    manage(office, FILL.format(first=51, last=59, domain=new_domain))
    last = office.add_account(f"user60@{new_domain}")
    receives(programs, last)
    with pytest.raises(Refused):
        office.add_account(f"user61@{new_domain}")

    cancelled = browser.submit(browser.get(f"{done.path}cancel/"), "/cancel/", {})
    assert cancelled.path == done.path, cancelled.text
    ends_on = next(o["ends_on"] for o in fumibako(office, "order", "list") if o["number"] == order)
    as_if_it_were(office, date.fromisoformat(ends_on))
    assert limit() == 60
    as_if_it_were(office, date.fromisoformat(ends_on) + timedelta(days=1))
    assert limit() == 50
    with pytest.raises(Refused):
        office.add_account(f"user61@{new_domain}")
    assert len(fumibako(office, "account", "list", "--domain", new_domain)) >= 60
    for person in (first, last):
        receives(programs, person)


def test_what_the_compact_plan_leaves_out_is_nowhere_to_be_reached(
    programs: MailPrograms, office: Office, demo: dict[str, Any], new_domain: str
) -> None:
    sold = fumibako(office, "customer", "add", "株式会社コンパクト", new_domain, "--plan", "compact")
    number = sold["number"]
    browser = Browser(programs, office.config.hostname)
    page = browser.submit(
        browser.get("/mypage/login/"), "/login/", {"login": number, "password": sold["mypage"]["password"]}
    )
    browser.submit(page, "/first/", {"password": OWN, "again": OWN, "contact": "somu@out.example"})
    administrator = Browser(programs, office.config.hostname).log_in(Person(**sold["administrator"]))
    for listed in (browser.get("/mypage/options/"), administrator.get("/admin/options/")):
        assert "メールアカウント追加" in listed.text and "ウェブ容量追加" not in listed.text
    for face, path in ((browser, "/mypage/options/web-disk/"), (administrator, "/admin/spam/engine/")):
        assert face.get(path).status == 404
        assert not any(path in face.get(menu).text for menu in ("/mypage/", "/admin/", "/admin/spam/"))
    entered = browser.get("/mypage/options/mail-accounts/")
    forged = replace(entered, content=entered.content.replace(b"mail-accounts", b"web-disk"))
    assert browser.submit(forged, "/web-disk/", {"packs": "1", "step": "order"}).status == 404
    assert not [each for each in fumibako(office, "order", "list") if each["customer"] == number]
    operator = demo["operator"]
    desk = Browser(programs, office.config.hostname).log_in_as_operator(operator["login"], operator["password"])
    assert desk.get(f"/console/customers/{number}/notice.pdf").status == 404
    assert f"/console/customers/{number}/notice.pdf" not in desk.get(f"/console/customers/{number}/").text


def _customer(office: Office, number: str) -> dict[str, Any]:
    found: dict[str, Any] = next(c for c in fumibako(office, "customer", "list") if c["number"] == number)
    return found
