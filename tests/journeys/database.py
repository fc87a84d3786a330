"""A site's database, from the page that makes it to the PHP that uses it."""

import re
from dataclasses import dataclass

from tests.journeys.clients import until
from tests.journeys.office import Office
from tests.journeys.web import Browser, Page
from tests.journeys.website import Website

PLACE = "/admin/web/databases/"
SHOWN = re.compile(r'id="copy_(database|password)">([^<]+)<')
TABLE = """CREATE TABLE IF NOT EXISTS t (w VARCHAR(50), b BLOB)"""
ROWS = """INSERT INTO t VALUES ('日本語😀', X'00FF0A27'), ('a\\'b', NULL)"""
READ = "SELECT GROUP_CONCAT(w, HEX(COALESCE(b, '')) ORDER BY w) FROM t"


@dataclass(frozen=True)
class Made:
    """login: "" for the user that the database came with."""

    name: str
    password: str
    login: str = ""


def add(office: Office, browser: Browser, domain: str) -> Made:
    page = browser.submit(browser.get(f"{PLACE}add/"), "/add/", {"name": "ｓｈｏｐ", "password_by": "made"})
    shown = dict(SHOWN.findall(page.text))
    office.settled(domain)
    return Made(shown["database"], shown["password"])


def ask(site: Website, made: Made, *statements: str) -> str:
    """What a PHP page of the site is told by the last statement, or why it is not."""
    quoted = ", ".join(f'"{statement}"' for statement in statements)
    login = made.login or made.name
    site.put(
        "htdocs/db.php",
        f"""<?php
try {{
    $db = new PDO("mysql:host=localhost;dbname={made.name};charset=utf8mb4", "{login}", '{made.password}');
    foreach ([{quoted}] as $each) {{ $asked = $db->query($each); }}
    echo "(", implode(" ", $asked->fetchAll(PDO::FETCH_COLUMN)), ")";
}} catch (PDOException $error) {{ echo "(refused ", $error->getMessage(), ")"; }}
""",
    )
    answer = site.visit("/db.php")
    assert answer.status == 200, answer.text
    return answer.text.rpartition("\n(")[2].removesuffix(")")


def ended(browser: Browser, page: Page) -> Page:
    """The page of a job, when it has ended."""
    path = page.path
    until(lambda: "data-job" not in browser.get(path).text, 180)
    return browser.get(path)
