"""A customer's program by TLS and an API key (B13): what it makes is there for mail programs at once."""

import http.client
import json
import re
import secrets
from typing import Any

import pytest

from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person
from tests.journeys.office import Office
from tests.journeys.web import Browser, dial

pytestmark = [pytest.mark.box, pytest.mark.feature("B13")]


def test_a_key_made_in_the_menu_makes_an_account_that_forwards_until_it_is_revoked(
    programs: MailPrograms, office: Office
) -> None:
    domain = f"api{secrets.token_hex(3)}.example"
    administrator = office.add_customer("株式会社自動", domain)
    taro = office.add_account(f"taro@{domain}")
    browser = Browser(programs, office.config.hostname).log_in(administrator)
    page = browser.submit(browser.get("/admin/keys/add/"), "/add/", {"name": "人事システム", "role": "accounts"})
    (token,) = set(re.findall(r"fbk_[\w-]{43}", page.text))

    def ask(method: str, path: str, values: dict[str, Any] | None = None) -> tuple[int, Any]:
        connection = dial(programs, office.config.hostname)
        body = None if values is None else json.dumps(values)
        connection.request(method, f"/api/v1/{path}", body, {"Authorization": f"Bearer {token}"})
        answer: http.client.HTTPResponse = connection.getresponse()
        return answer.status, json.loads(answer.read())

    status, made = ask("POST", "accounts", {"address": f"jiro@{domain}", "display_name": "次郎"})
    assert (status, made["publication"]) == (200, "live")
    jiro = Person(made["address"], made["password"])
    assert programs.logs_in(jiro)
    status, forwarding = ask("PUT", f"accounts/{jiro.address}/forwarding", {"targets": [taro.address]})
    assert (status, forwarding["publication"]) == (200, "live")
    mail = mails.plain("hanako@out.example", jiro.address)
    programs.deliver(mail, "hanako@out.example", jiro.address)
    programs.wait_for(jiro, mail)
    programs.wait_for(taro, mail)
    assert ask("GET", "accounts/administrator@sample.example")[1]["error"]["code"] == "no_such_account"
    page = browser.get("/admin/keys/")
    revoke = re.search(r"/admin/keys/\d+/revoke/", page.text)
    assert revoke and "127.0.0.1" in page.text
    browser.submit(browser.get(revoke.group(0)), "/revoke/", {})
    assert ask("GET", "accounts")[0] == 401
