"""Bulk registration (B2) and export (B3): a list as people bring it, by the pages and by the command, becomes accounts
that log in; what is exported is taken back."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.test_commands import fumibako
from tests.journeys.web import Browser, Page

pytestmark = pytest.mark.box
PASSWORD = "Kaban-to-kasa-77"


@pytest.mark.feature("B2")
@pytest.mark.parametrize("charset", ["cp932", "utf-8-sig"])
def test_accounts_of_an_uploaded_list_log_in(
    programs: MailPrograms, office: Office, new_domain: str, charset: str
) -> None:
    administrator = office.add_customer("一括登録", new_domain)
    browser = Browser(programs, office.config.hostname).log_in(administrator)
    lines = (
        "部署・氏名,メールアカウント,パスワード",
        f"総務部　髙橋 花子,hanako,{PASSWORD}",
        f"営業部　田中,tanaka@{new_domain.upper()},",
        "営業部　誰か,da re ka,",
        "他社,taro@elsewhere.example,",
    )
    job = registered(browser, "\r\n".join(lines).encode(charset))
    rows = {row[2]: row for row in csv.reader(result(browser, job).decode(charset).splitlines())}
    told = {address: row[1] for address, row in rows.items()}
    assert told[f"hanako@{new_domain}"] == told[f"tanaka@{new_domain}"] == "追加"
    assert told["da re ka"] == told["taro@elsewhere.example"] == "エラー"
    made = rows[f"tanaka@{new_domain}"][4]
    for person in (Person(f"hanako@{new_domain}", PASSWORD), Person(f"tanaka@{new_domain}", made)):
        assert programs.logs_in(person) and programs.submits(person)
    assert "髙橋 花子" in browser.get("/admin/accounts/").text


def registered(browser: Browser, content: bytes) -> Page:
    """The job of an uploaded list, when it has ended."""
    preview = browser.submit(browser.get("/admin/accounts/bulk/"), "/bulk/", {}, ("名簿.csv", content))
    assert (preview.status == 200 and "da re ka" in preview.text) or "hanako" in preview.text, preview.text
    job = browser.submit(preview, preview.path, {})
    return until(lambda: page if "result/" in (page := browser.get(job.path)).text else None, 60)


def result(browser: Browser, job: Page) -> bytes:
    (where,) = set(re.findall(r'href="(/jobs/[^"]+/result/)"', job.text))
    return browser.get(where).content


@pytest.mark.feature("B2", "B3")
def test_the_command_registers_the_good_lines_and_says_2_for_the_others(
    programs: MailPrograms, office: Office, new_domain: str, tmp_path: Path
) -> None:
    office.add_customer("一括登録", new_domain)
    file = tmp_path / "list.csv"
    file.write_text(
        f"部署・氏名,メールアカウント,パスワード\n総務,hanako@{new_domain},{PASSWORD}\n営業,da re ka,\n", "cp932"
    )

    def imported(*words: str) -> tuple[int, Any]:
        done = fumibako("account", "import", str(file), *words, "--json", state=office.config.state)
        return done.returncode, json.loads(done.stdout)

    code, answer = imported("--dry-run")
    assert code == 2 and [bool(line["messages"]) for line in answer["lines"]] == [False, True]
    assert not programs.logs_in(Person(f"hanako@{new_domain}", PASSWORD))
    code, answer = imported()
    assert code == 2 and [(line["line"], line["is_refused"]) for line in answer["lines"]] == [(2, False), (3, True)]
    assert programs.logs_in(Person(f"hanako@{new_domain}", PASSWORD))
    exported = fumibako("account", "export", new_domain, state=office.config.state)
    assert exported.returncode == 0 and PASSWORD not in exported.stdout and "総務" in exported.stdout
    file.write_text(exported.stdout, "utf-8")
    code, answer = imported()
    assert code == 0 and {line["outcome"] for line in answer["lines"]} == {"Unchanged"}
